import { createHash } from 'node:crypto';
import { currentLanguage } from '../words/index.ts';
import { type HtmlContent, html, trusted } from './html.ts';
import { PAGE_STYLE } from './page-assets.ts';

/** A page: its title, what is in it, and its own script and style. */
interface Page {
  readonly title: string;
  /** What made it: `sobot-etl profile`. */
  readonly generator?: string;
  readonly content: HtmlContent;
  readonly script?: string;
  /** In addition to the style of all pages. */
  readonly style?: string;
}

/**
 * One self-contained page for people: it opens offline, requests nothing from the network, and runs only its own script and style,
 * which its policy allows by their hashes, whatever the cells contain.
 */
export function renderPage({ title, generator, content, script = '', style: added = '' }: Page): string {
  const style = `${PAGE_STYLE}${added}`;
  const scripts = script === '' ? "'none'" : hashOf(script);
  const policy = `default-src 'none'; script-src ${scripts}; style-src ${hashOf(style)}; base-uri 'none'; form-action 'none'`;
  return html`<!doctype html>
<html lang="${currentLanguage() === 'en' ? 'en' : 'zh-CN'}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="referrer" content="no-referrer">
${generator && html`<meta name="generator" content="${generator}">\n`}<meta name="color-scheme" content="light dark">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${trusted(style)}</style>
</head>
<body>
<main>
${content}
</main>
${script && html`<script>${trusted(script)}</script>\n`}</body>
</html>
`.text;
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
