/** The refusal of a call, with its return code. */
export class RetCodeError extends Error {
  override name = 'RetCodeError';
  readonly kind: RetCodeKind;
  readonly param: string;
  readonly detail: string;

  constructor(kind: RetCodeKind, param = '', detail = '') {
    super(kind);
    this.kind = kind;
    this.param = param;
    this.detail = detail;
  }

  get code(): string {
    return RET_CODES[this.kind][0];
  }

  /** The message in the language of the request's `language` header. */
  text(language: Language): string {
    const [, en, zh] = RET_CODES[this.kind];
    return (language === 'en' ? en : zh).replace('{param}', () => this.param).replace('{detail}', () => this.detail);
  }
}

/** The languages of texts; Chinese is the default. Source: "i18n Declaration". */
export type Language = 'en' | 'zh';

/** Refuses the call. `param` is the wrong parameter; `detail` says what is wrong, or what would be right. */
export function refuse(kind: RetCodeKind, param = '', detail = ''): never {
  throw new RetCodeError(kind, param, detail);
}

/**
 * Every refusal with its code and its text in both languages. Codes from 510001 and 900001 on, and 999999, are the
 * document's. It has none for the others, which therefore have codes that it does not use.
 */
const RET_CODES = {
  required: ['400001', '{param}: required', '{param}:不能为空'],
  wrongType: ['400002', '{param}: must be {detail}', '{param}:类型错误,应为 {detail}'],
  tooLong: ['400003', '{param}: at most {detail}', '{param}:最多 {detail}'],
  notAllowed: ['400004', '{param}: {detail}', '{param}:取值错误 {detail}'],
  badFormat: ['400005', '{param}: must look like {detail}', '{param}:格式错误,应为 {detail}'],
  unknownCustomer: ['400011', '{param}: no customer has the id {detail}', '{param}:客户不存在 {detail}'],
  unknownAgent: ['400012', '{param}: no agent has the id {detail}', '{param}:客服不存在 {detail}'],
  unknownEnterprise: ['400013', '{param}: no enterprise has the id {detail}', '{param}:企业不存在 {detail}'],
  unknownField: ['400014', '{param}: no custom field is {detail}', '{param}:自定义字段不存在 {detail}'],
  unknownOption: ['400015', '{param}: {detail}', '{param}:选项不存在 {detail}'],
  unknownPath: ['400016', '{param}: {detail}', '{param}:级联选项错误 {detail}'],
  unknownRegion: ['400017', '{param}: {detail}', '{param}:地区不存在 {detail}'],
  unknownStage: ['400018', '{param}: no stage has the id {detail}', '{param}:跟进阶段不存在 {detail}'],
  unknownCode: ['400019', '{param}: nothing has the id {detail}', '{param}:编号不存在 {detail}'],
  rangeTooLong: ['400021', '{param}: {detail}', '{param}:时间范围超限 {detail}'],
  notJson: ['400041', 'The body is not JSON', '请求体不是 JSON'],
  notJsonType: ['400042', 'content-type: must be application/json', 'content-type:应为 application/json'],
  wrongBody: ['400043', 'The body must be {detail}', '请求体应为 {detail}'],
  bodyTooLarge: ['400044', 'The body is larger than {detail}', '请求体超过 {detail}'],
  noSuchPath: ['400404', 'No such path: {detail}', '路径不存在 {detail}'],
  wrongMethod: ['400405', 'Method not allowed: {detail}', '请求方法错误 {detail}'],

  groupNotFound: ['510001', 'Tag group not found', '标签组不存在'],
  groupNameTaken: ['510002', 'Tag group name already exists', '标签组名称已存在'],
  tagNameTaken: ['510003', 'Tag name already exists', '标签名称已存在'],
  tagParamTaken: ['510004', 'Tag param name already exists', '标签参数名已存在'],
  tagNotFound: ['510004', 'Tag not found', '标签不存在'],
  groupNameBlank: ['510005', 'Tag group name cannot be blank', '标签组名称不能为空'],
  tagNameBlank: ['510006', 'Tag name cannot be blank', '标签名称不能为空'],
  nameTooLong: ['510007', 'The name cannot exceed 30 chars', '名称不能超过30个字符'],
  paramNameTooLong: ['510008', 'Param name cannot exceed 30 chars', '参数名不能超过30个字符'],

  blankToken: ['900001', 'Blank token', 'token为空'],
  tokenExpired: ['900002', 'Token expired. Get a new one', 'token已失效,请重新获取'],
  signatureError: ['900003', 'signature error', '签名错误'],
  unknownAppId: ['900004', 'Company api configuration info not found', '未找到企业api配置信息'],
  unknownException: ['999999', 'Unknown System Exception', '系统未知异常'],
} as const;

type RetCodeKind = keyof typeof RET_CODES;
