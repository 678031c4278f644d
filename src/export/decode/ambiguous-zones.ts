/**
 * Abbreviations that stand for several time zones. The platform reads each as one of them without a word, `CST` as
 * Chicago, and some as one that keeps no summer time.
 */
const AMBIGUOUS_ZONES: Readonly<Record<string, readonly string[]>> = {
  ACT: ['Australia/Darwin', 'America/Rio_Branco'],
  ADT: ['America/Halifax', 'Asia/Riyadh'],
  AET: ['Australia/Sydney', 'Australia/Brisbane'],
  AMT: ['America/Manaus', 'Asia/Yerevan'],
  ART: ['America/Argentina/Buenos_Aires', 'Africa/Cairo'],
  AST: ['America/Halifax', 'Asia/Riyadh', 'America/Anchorage'],
  BET: ['America/Sao_Paulo', 'Europe/London'],
  BST: ['Europe/London', 'Asia/Dhaka'],
  BDT: ['Asia/Dhaka', 'Asia/Brunei'],
  CAT: ['Africa/Maputo', 'America/Chicago'],
  CDT: ['America/Chicago', 'America/Havana'],
  CNT: ['America/St_Johns', 'Asia/Shanghai'],
  CST: ['Asia/Shanghai', 'America/Chicago', 'America/Havana'],
  CTT: ['Asia/Shanghai', 'America/Chicago'],
  ECT: ['America/Guayaquil', 'Europe/Paris'],
  EDT: ['America/New_York', 'Australia/Sydney'],
  EST: ['America/New_York', 'America/Panama', 'Australia/Sydney'],
  GST: ['Asia/Dubai', 'Atlantic/South_Georgia'],
  HST: ['Pacific/Honolulu', 'America/Adak'],
  IET: ['America/Indiana/Indianapolis', 'America/New_York'],
  IST: ['Asia/Kolkata', 'Europe/Dublin', 'Asia/Jerusalem'],
  LMT: ['Europe/London', 'UTC'],
  MDT: ['America/Denver', 'America/Edmonton'],
  MIT: ['Pacific/Apia', 'Pacific/Marquesas'],
  MST: ['America/Denver', 'America/Phoenix', 'Europe/Moscow'],
  NET: ['Asia/Yerevan', 'Asia/Kolkata'],
  NST: ['America/St_Johns', 'Pacific/Auckland'],
  PDT: ['America/Los_Angeles', 'America/Tijuana'],
  PNT: ['America/Phoenix', 'Pacific/Pitcairn'],
  PRT: ['America/Puerto_Rico', 'Europe/Lisbon'],
  PST: ['America/Los_Angeles', 'Asia/Manila'],
  SST: ['Pacific/Guadalcanal', 'Pacific/Pago_Pago', 'Asia/Singapore'],
  VST: ['Asia/Ho_Chi_Minh', 'America/Caracas'],
  WST: ['Australia/Perth', 'Pacific/Apia'],
};

/** What is wrong with an abbreviation that stands for several zones, and which may be meant. */
export function ambiguousZone(zone: string): string | undefined {
  const meanings = AMBIGUOUS_ZONES[zone.trim().toUpperCase()];
  if (meanings === undefined) return undefined;
  return `${zone} stands for several time zones; write the one that is meant: ${meanings.join(', ')}`;
}
