import {
  type ColumnIssue,
  type ColumnProfile,
  distinctText,
  frequentValues,
  issueCount,
  isUnique,
  precisionNote,
  shareText,
  sizeText,
  type TableProfile,
  typeText,
} from '../profile/index.ts';
import { counted, phrase, shortened, t, translated, wholeText } from '../words/index.ts';
import { type Html, type HtmlContent, html, PLACE, withMarkup } from './html.ts';
import { renderPage } from './page.ts';

/** Names the program in the page, by which a later profile recognises its own file. */
export const PROFILE_GENERATOR = 'sobot-etl profile';

const PROFILE_STYLE = `
.profile { scroll-margin-top: 1rem; } .profile h2 .aside { font-weight: 400; }
.values td:nth-child(2) { width: 100%; } .values .share { margin-top: .5rem; min-width: 8rem; }
.values td:first-child { max-width: 26rem; min-width: 10rem; }
.overview tbody th { min-width: 9rem; overflow-wrap: anywhere; }
@media (max-width: 44rem) { .values .share { min-width: 3rem; } }
`;
const MAX_NAME_CHARS = 120;
const MAX_VALUE_CHARS = 120;
/** Of a column without frequent values. */
const MAX_EXAMPLES = 5;

/** One self-contained page about a spreadsheet, for people; `next` is the command that suggests a mapping. */
export function renderProfile(profile: TableProfile, next: string): string {
  return renderPage({
    title: t`Profile of ${profile.file}`,
    generator: PROFILE_GENERATOR,
    style: PROFILE_STYLE,
    content: html`${overview(profile, next)}
${columnTable(profile)}
${profile.columns.map((column, index) => columnSection(column, index))}
${rowIssues(profile)}
${fileFacts(profile)}`,
  });
}

function overview(profile: TableProfile, next: string): Html {
  const { columns, file, rows, target } = profile;
  const issues = issueCount(profile);
  const cells = rows.read * columns.length;
  const filled = columns.reduce((sum, column) => sum + column.filled, 0);
  const blank = columns.filter((column) => column.filled === 0).length;
  const cards = [
    [t`rows`, wholeText(rows.read)],
    [t`columns`, wholeText(columns.length)],
    [t`cells filled`, shareText(filled, cells)],
    [t`blank columns`, wholeText(blank)],
    [t`likely fields`, wholeText(columns.filter(({ field }) => field !== null).length)],
    [t`data-quality issues`, wholeText(issues), issues > 0 && 'warn'],
  ] as const;
  return html`<header>
<p class="brand">sobot-etl</p>
<h1>${t`Profile of ${file}`}</h1>
<p class="facts">${withMarkup(t`compared with the fields of ${PLACE}`, html`<b>${target}</b>`)}</p>
<div class="outcome ${issues > 0 ? 'warn' : 'good'}">
<p class="status"><span class="mark" aria-hidden="true">${issues > 0 ? '!' : '✓'}</span> ${sizeText(profile)}</p>
<p>${issues > 0 ? t`${counted(issues, 'data-quality issue', undefined, wholeText(issues))}: see the columns below.` : t`No data-quality issues were found.`}</p>
<p><b>${t`This page shows values of the file, customers’ data among them.`}</b> ${t`Pass it on only to those who may have the file.`}</p>
<p><b>${t`Next:`}</b> ${t`suggest a mapping:`}</p><pre class="command" tabindex="0">${next}</pre>
</div>
<dl class="cards">${cards.map(([name, value, tone]) => html`<div class="${tone || 'plain'}"><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
</header>`;
}

function columnTable({ columns, rows }: TableProfile): Html {
  const line = (column: ColumnProfile, index: number): Html => {
    const issues = column.issues.reduce((sum, { count }) => sum + count, 0);
    return html`<tr><th scope="row" data-label="${t`Column`}"><a class="cell" href="#column-${index + 1}">${nameOf(column)}</a></th><td data-label="${t`Type`}"><span>${typeText(column)}</span></td><td class="number" data-label="${t`Filled`}"><span>${shareText(column.filled, rows.read)}${share(column.filled, rows.read)}</span></td><td class="number" data-label="${t`Different`}">${distinctText(column)}</td><td data-label="${t`Likely field`}"><span>${fieldOf(column)}</span></td><td class="number" data-label="${t`Issues`}">${issues === 0 ? html`<span class="zero">0</span>` : wholeText(issues)}</td></tr>`;
  };
  return html`<section aria-labelledby="columns"><h2 id="columns">${t`Columns`}</h2>
<div class="scroll" tabindex="0" role="region" aria-label="${t`Columns`}"><table class="overview stacked"><thead><tr><th scope="col">${t`Column`}</th><th scope="col">${t`Type`}</th><th scope="col" class="number">${t`Filled`}</th><th scope="col" class="number">${t`Different values`}</th><th scope="col">${t`Likely field`}</th><th scope="col" class="number">${t`Issues`}</th></tr></thead>
<tbody>${columns.map(line)}</tbody></table></div></section>`;
}

function columnSection(column: ColumnProfile, index: number): Html {
  const { letters, filled, blank, length, min, max, order, field_note: note } = column;
  const total = filled + blank;
  const extremes = order === 'text' ? [t`first in the alphabet`, t`last in the alphabet`] : [t`smallest`, t`largest`];
  const [least, most] = order === 'time' ? [t`earliest`, t`latest`] : extremes;
  const facts: readonly (readonly [string | undefined, HtmlContent])[] = [
    [t`type`, typeText(column)],
    [t`filled`, `${wholeText(filled)} (${shareText(filled, total)})`],
    [t`blank`, `${wholeText(blank)} (${shareText(blank, total)})`],
    [t`different values`, `${distinctText(column)}${isUnique(column) ? t` (no value occurs twice)` : ''}`],
    [
      t`characters`,
      length !== null && t`${wholeText(length.min)} to ${wholeText(length.max)}, ${String(length.mean)} on average`,
    ],
    [least, min !== null && html`<span class="cell">${shortened(min, MAX_VALUE_CHARS)}</span>`],
    [most, max !== null && html`<span class="cell">${shortened(max, MAX_VALUE_CHARS)}</span>`],
    [t`likely field`, fieldOf(column)],
    [t`note`, note !== null && html`<span class="cell">${note}</span>`],
  ];
  return html`<section class="profile" aria-labelledby="column-${index + 1}"><h2 id="column-${index + 1}"><span class="cell">${nameOf(column)}</span> <span class="aside">${t`column ${letters}`}</span></h2>
<dl class="row">${facts.map(([name, value]) => value && html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
${topValues(column)}
${issueTable(column.issues)}
</section>`;
}

function topValues(column: ColumnProfile): HtmlContent {
  const { top, filled } = column;
  if (top.length === 0) return undefined;
  const frequent = frequentValues(column);
  const precision = precisionNote(column);
  const note = precision && html`<p class="aside">${precision}</p>`;
  if (frequent.length === 0) {
    return html`<h3>${t`Values`}</h3>${note}<p>${t`No value is frequent. For example:`} ${top.slice(0, MAX_EXAMPLES).map(({ value }, at) => html`${at > 0 && ', '}<span class="cell">${shortened(value, MAX_VALUE_CHARS)}</span>`)}</p>`;
  }
  return html`<h3>${t`Most frequent values`}</h3>${note}
<table class="values"><thead><tr><th scope="col">${t`Value`}</th><th scope="col"><span class="aside">${t`share of the filled cells`}</span></th><th scope="col" class="number">${t`Rows`}</th></tr></thead>
<tbody>${frequent.map(({ value, count }) => html`<tr><td><span class="cell">${shortened(value, MAX_VALUE_CHARS)}</span></td><td>${share(count, filled)}</td><td class="number">${wholeText(count)} <span class="aside">${shareText(count, filled)}</span></td></tr>`)}</tbody></table>`;
}

function issueTable(issues: readonly ColumnIssue[]): HtmlContent {
  if (issues.length === 0) return undefined;
  return html`<h3>${t`Data-quality issues`}</h3>
<div class="scroll" tabindex="0" role="region" aria-label="${t`Data-quality issues`}"><table class="stacked"><thead><tr><th scope="col" class="number">${t`Cells`}</th><th scope="col">${t`What is wrong`}</th><th scope="col" class="number">${t`First row`}</th><th scope="col">${t`Value`}</th></tr></thead>
<tbody>${issues.map(({ code, count, row, value, message }) => html`<tr><td class="number" data-label="${t`Cells`}">${wholeText(count)}</td><td data-label="${t`What is wrong`}"><span><span class="cell">${message}</span> <span class="code">${code}</span></span></td><td class="number" data-label="${t`First row`}">${wholeText(row)}</td><td data-label="${t`Value`}"><span class="cell">${shortened(value, MAX_VALUE_CHARS)}</span></td></tr>`)}</tbody></table></div>`;
}

function rowIssues({ issues }: TableProfile): HtmlContent {
  if (issues.length === 0) return undefined;
  return html`<section aria-labelledby="rows"><h2 id="rows">${t`Whole rows`}</h2>${issueTable(issues)}</section>`;
}

function fileFacts({ detected, notices, format }: TableProfile): Html {
  const facts = [[phrase('format'), format] as const, ...Object.entries(detected)];
  return html`<section aria-labelledby="file"><h2 id="file">${t`The file`}</h2>
<dl class="row">${facts.map(([name, value]) => html`<dt>${translated(name)}</dt><dd class="cell">${value}</dd>`)}</dl>
${notices.length > 0 && html`<ul>${notices.map((notice) => html`<li class="cell">${notice}</li>`)}</ul>`}</section>`;
}

function nameOf({ name, letters }: ColumnProfile): string {
  return name === '' ? t`(column ${letters} without a name)` : shortened(name, MAX_NAME_CHARS);
}

function fieldOf({ field }: ColumnProfile): HtmlContent {
  if (field === null) return '–';
  return html`${translated(field.label)} <span class="code">${field.field}</span> <span class="aside">${Math.min(99, Math.round(field.confidence * 100))} %</span>`;
}

function share(count: number, total: number): Html {
  const width = total === 0 ? 0 : Math.max(1, (count / total) * 100);
  return html`<svg class="share" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true"><rect class="fill-none" width="100" height="6"/><rect class="fill-one" width="${count === 0 ? '0' : width.toFixed(1)}" height="6"/></svg>`;
}
