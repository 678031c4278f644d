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
_sobot_etl_plain() {
  case $1 in
    \\"*) REPLY=\${1#\\"} REPLY=\${REPLY%\\"} ;;
    \\'*) REPLY=\${1#\\'} REPLY=\${REPLY%\\'} ;;
    *) IFS= read REPLY <<<"$1" ;;
  esac
}
_sobot_etl() {
  local value describe word rest line token typed quoted start files= last=-1 at=1
  local -a words
  COMPREPLY=()
  # bash breaks words at = and :, so they are put together again.
  line=\${COMP_LINE:0:COMP_POINT}
  rest=\${line#*"\${COMP_WORDS[0]}"}
  while [ "$at" -le "$COMP_CWORD" ]; do
    start=\${rest%%[![:space:]]*}
    rest=\${rest#"$start"}
    word=\${COMP_WORDS[at]}
    [ "$at" -eq "$COMP_CWORD" ] && word=$rest
    rest=\${rest#"$word"}
    if [ -n "$start" ] || [ "$last" -lt 0 ]; then last=$((last + 1)) words[last]=$word; else words[last]+=$word; fi
    at=$((at + 1))
  done
  token=$word
  case $token in = | : | =: | '') token= ;; esac
  case $token in [\\"\\']*) quoted=yes ;; esac
  for ((at = 0; at <= last; at++)); do
    _sobot_etl_plain "\${words[at]}"
    words[at]=$REPLY
  done
  _sobot_etl_plain "$token"
  token=$REPLY
  typed=\${words[last]}
  typed=\${typed%"$token"}
  while IFS=$'\\t' read -r value describe; do
    if [ "$value" = ":files" ]; then files=yes
    elif [ -n "$value" ]; then COMPREPLY+=("\${value#"$typed"}")
    fi
  done < <(sobot-etl --complete "\${words[@]}" 2>/dev/null)
  if [ -n "$files" ]; then
    if [ "\${#COMPREPLY[@]}" -eq 0 ] && compopt -o default 2>/dev/null; then return; fi
    compopt -o filenames 2>/dev/null
    while IFS= read -r value; do COMPREPLY+=("$value"); done < <(compgen -f -- "$token")
    return
  fi
  for at in "\${!COMPREPLY[@]}"; do
    case \${COMPREPLY[at]} in *=) compopt -o nospace 2>/dev/null ;; esac
    [ -n "$quoted" ] || COMPREPLY[at]=$(printf '%q' "\${COMPREPLY[at]}")
  done
}
complete -F _sobot_etl sobot-etl
`,
  zsh: `#compdef sobot-etl
# sobot-etl: completion for zsh. To have it in every shell: sobot-etl completion zsh >> ~/.zshrc (after compinit)
_sobot_etl() {
  local line value files
  local -a values open typed
  typed=("\${(@Q)words[2,CURRENT]}")
  # A quote that is still open is left by Q.
  typed[-1]=\${typed[-1]#[\\"\\']}
  for line in "\${(@f)$(sobot-etl --complete "\${(@)typed}" 2>/dev/null)}"; do
    if [[ $line == ':files' ]]; then
      files=yes
    elif [[ -n $line ]]; then
      value=\${line%%$'\\t'*}
      value="\${value//:/\\\\:}:\${line#*$'\\t'}"
      if [[ \${line%%$'\\t'*} == *= ]]; then open+=("$value"); else values+=("$value"); fi
    fi
  done
  if (( $#values )); then
    _describe -V 'sobot-etl' values
  fi
  if (( $#open )); then
    _describe -V 'sobot-etl' open -S ''
  fi
  if [[ -n $files ]]; then
    compset -P '--*='
    _files
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
    set -l token (commandline -ct)
    # A word whose quote is still open cannot be unescaped as it is.
    set -l plain (string unescape -- $token; or string replace -r '^["\\']' '' -- $token)
    set -l words (commandline -opc) "$plain"
    for line in (sobot-etl --complete $words[2..-1] 2>/dev/null)
        if test "$line" = ":files"
            set -l flag (string match -r '^--[\\w-]+=' -- $token)
            for found in (complete -C "'' "(string replace -r '^--[\\w-]+=' '' -- $token))
                echo "$flag"$found
            end
        else
            echo $line
        end
    end
end
complete -c sobot-etl -k -f -a '(__sobot_etl_complete)'
`,
} as const;
