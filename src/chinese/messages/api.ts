import type { API_MESSAGES } from '../../api/messages.ts';
import type { TranslatedMessages } from '../../words/index.ts';

const CHECK_ADDRESS = '请检查接口地址和网络：sobot-etl doctor';
const CHECK_GATEWAY = '请检查接口地址和代理：sobot-etl doctor';

export const zhApi: TranslatedMessages<typeof API_MESSAGES> = {
  '700046': {
    meaning: '企业当前购买的版本不支持使用 API',
    remediation: '请联系智齿科技为您的版本开通 API；开通后可用 sobot-etl doctor 确认',
  },
  '900001': {
    meaning: 'token 为空',
    remediation: 'token 会自动更新。如果仍然出错，请检查凭证：sobot-etl whoami',
  },
  '900002': {
    meaning: 'token 已过期',
    remediation: 'token 会自动更新。如果仍然出错，请确认没有其他程序在使用同一个 App ID',
  },
  '900003': {
    meaning: '签名错误',
    remediation: 'App Key 与 App ID 不匹配（用 sobot-etl login 更正），或本机时钟不准；sobot-etl doctor 会检查这两项',
  },
  '900004': {
    meaning: '未找到企业的 API 配置信息',
    remediation:
      '该接口地址不认识这个 App ID。请核对两者（sobot-etl whoami 会显示），或向智齿科技申请 API 凭证；更正：sobot-etl login',
  },
  '999999': { meaning: '未知的系统异常', remediation: '服务器出错；请稍候再试' },
  '510001': {
    meaning: '标签组不存在',
    remediation: '请使用标签组列表中的 ID：sobot-etl export tag-groups -o tag-groups.csv',
  },
  '510002': { meaning: '标签组名称已存在', remediation: '请使用已有的标签组，或换一个名称' },
  '510003': { meaning: '标签名称已存在', remediation: '请使用已有的标签，或换一个名称' },
  '510004': {
    meaning: '标签参数名已存在，或标签不存在',
    remediation: '请换一个参数名，并使用标签列表中的 ID：sobot-etl export tags -o tags.csv',
  },
  '510005': { meaning: '标签组名称不能为空', remediation: '请填写标签组名称' },
  '510006': { meaning: '标签名称不能为空', remediation: '请填写标签名称' },
  '510007': { meaning: '名称不能超过 30 个字符', remediation: '请把名称缩短到 30 个字符以内' },
  '510008': { meaning: '参数名不能超过 30 个字符', remediation: '请把参数名缩短到 30 个字符以内' },

  refused: {
    meaning: '该地址没有服务器响应。',
    remediation: CHECK_ADDRESS,
    text: { error: () => '该地址没有服务器响应；请检查地址，并确认服务器（或沙箱）正在运行' },
  },
  dns: {
    meaning: '无法解析主机名。',
    remediation: CHECK_ADDRESS,
    text: { error: () => '无法解析主机名；请检查 SOBOT_BASE_URL 和网络' },
  },
  'connect-timeout': {
    meaning: '未能及时与服务器建立连接。',
    remediation: '中间可能有防火墙或代理；请检查：sobot-etl doctor',
    text: { error: () => '未能及时连接到服务器' },
  },
  tls: {
    meaning: '无法验证服务器的证书，因此不发送任何内容。',
    remediation: '如果有代理检查 TLS，请用 NODE_EXTRA_CA_CERTS 加入它的证书。否则不要发送：可能有人在拦截连接。',
    text: { error: () => '无法验证服务器的证书' },
  },
  reset: {
    meaning: '完整的响应到达之前，连接已断开。',
    remediation: '请重新导入这些行；结果不明的行须先在 CRM 中查找。',
    text: { error: () => '连接已断开' },
  },
  timeout: {
    meaning: '在时限内没有收到响应。',
    remediation: '请重试；--timeout 60 等待更久，--concurrency 4 减少同时发送的请求。',
    text: { error: () => '在时限内没有收到响应；时限由 --timeout 设定' },
  },
  'too-large': {
    meaning: '响应超过 32 MB 的上限。',
    remediation: '请减少每次请求的数量：--page-size 20。',
    text: { error: () => '响应超过 32 MB 的上限' },
  },
  cancelled: {
    meaning: '调用在结束之前被取消。',
    remediation: '继续运行：sobot-etl resume',
    text: { error: () => '调用已取消' },
  },

  'http-3xx': {
    meaning: '网关把调用重定向到别处；不会跟随重定向。',
    remediation: CHECK_GATEWAY,
    text: {
      error: (status, to) =>
        `收到 HTTP ${status} 而不是接口的响应：重定向${to === '' ? '' : `到 ${to}`}，不会跟随；接口地址是否正确？`,
    },
  },
  'http-4xx': {
    meaning: '网关或防火墙拒绝了调用；接口本身没有响应。',
    remediation: CHECK_GATEWAY,
    text: { error: (status) => `收到 HTTP ${status} 而不是接口的响应；接口地址是否正确？` },
  },
  'http-429': {
    meaning: '服务器要求减少请求。',
    remediation: '请设置较低的 --rate 再试。',
    text: { error: () => '服务器要求放慢速度（HTTP 429）' },
  },
  'http-5xx': {
    meaning: '服务器出错，与数据无关。',
    remediation: '请稍后重新导入这些行。',
    text: { error: (status) => `服务器出错（HTTP ${status}）` },
  },
  'not-json': {
    meaning: '收到的不是接口的响应：是网页、空内容或不完整的响应。',
    remediation: CHECK_ADDRESS,
    text: { error: () => '收到的不是接口的响应' },
  },
  'malformed-answer': {
    meaning: '接口报告成功，但响应无法读取。',
    remediation: '再次发送之前，请在 CRM 中查找该记录。',
    text: {
      error: (endpoint, member, problem) => `${endpoint} 报告成功，但响应无法读取：${member}：${problem}`,
    },
  },

  'token-loop': {
    meaning: '服务器拒绝每一个新的 token。',
    remediation: '请停止使用该 App ID 的其他程序，然后运行：sobot-etl whoami',
    text: {
      error: () =>
        '服务器拒绝它刚刚签发的每个 token：有其他程序在不断更新该 App ID 的 token，或服务器有故障。请停止其他程序，然后运行：sobot-etl whoami',
    },
  },
  'page-repeats': {
    meaning: '服务器反复发送列表的同一页，因此无法读完整个列表。',
    remediation: '请稍后再试，或换一个 --page-size。',
    text: {
      error: (endpoint, page) =>
        `${endpoint}：第 ${page} 页与前面的某页相同，因此无法读完整个列表。请稍后再试，或换一个 --page-size`,
    },
  },
  'bad-path-parameter': {
    meaning: 'ID 为空，或是一两个点，不能作为请求路径的一部分。',
    remediation: '请更正该行的 ID。',
    text: { error: (endpoint, parameter, value) => `${endpoint}："${value}" 不能作为记录的 ${parameter}` },
  },
};
