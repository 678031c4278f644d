import { basename } from 'node:path';
import { EXIT } from '../exit-code.ts';

/** `completion`: prints the script for a shell, by default the current one. */
export function runCompletion({ shell }: { readonly shell?: 'bash' | 'zsh' | 'fish' | undefined }): number {
  const used = process.env['ZSH_NAME'] ? 'zsh' : basename(process.env['SHELL'] ?? 'bash');
  const name = shell ?? (used in COMPLETION_SCRIPTS ? (used as keyof typeof COMPLETION_SCRIPTS) : 'bash');
  process.stdout.write(COMPLETION_SCRIPTS[name]);
  return EXIT.done;
}

/** The script with which a shell gets its candidates from this program. */
export const COMPLETION_SCRIPTS = {
  bash: `# sobot-etl: completion for bash. To have it in every shell: sobot-etl completion bash >> ~/.bashrc
_sobot_etl() {
  local value describe
  COMPREPLY=()
  while IFS=$'\\t' read -r value describe; do
    if [ "$value" = ":files" ]; then
      compopt -o default -o filenames 2>/dev/null
      COMPREPLY+=($(compgen -f -- "\${COMP_WORDS[COMP_CWORD]}"))
    elif [ -n "$value" ]; then
      COMPREPLY+=("$(printf '%q' "$value")")
      case $value in *=) compopt -o nospace 2>/dev/null ;; esac
    fi
  done < <(sobot-etl --complete "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _sobot_etl sobot-etl
`,
  zsh: `#compdef sobot-etl
# sobot-etl: completion for zsh. To have it in every shell: sobot-etl completion zsh >> ~/.zshrc (after compinit)
_sobot_etl() {
  local line value
  local -a values
  for line in "\${(@f)$(sobot-etl --complete "\${(@Q)words[2,CURRENT]}" 2>/dev/null)}"; do
    if [[ $line == ':files' ]]; then
      _files
    elif [[ -n $line ]]; then
      value=\${line%%$'\\t'*}
      values+=("\${value//:/\\\\:}:\${line#*$'\\t'}")
    fi
  done
  if (( $#values )); then
    _describe -V 'sobot-etl' values
  fi
}
if [[ "\${zsh_eval_context[-1]}" == loadautofunc ]]; then
  _sobot_etl "$@"
else
  compdef _sobot_etl sobot-etl
fi
`,
  fish: `# sobot-etl: completion for fish. To have it in every shell: sobot-etl completion fish > ~/.config/fish/completions/sobot-etl.fish
function __sobot_etl_complete
    set -l words (commandline -opc) (commandline -ct)
    for line in (sobot-etl --complete $words[2..-1] 2>/dev/null)
        if test "$line" = ":files"
            __fish_complete_path (commandline -ct)
        else
            echo $line
        end
    end
end
complete -c sobot-etl -k -f -a '(__sobot_etl_complete)'
`,
} as const;
