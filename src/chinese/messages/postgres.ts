import type { POSTGRES_MESSAGES } from '../../ledger/postgres/messages.ts';
import type { TranslatedMessages } from '../../words/index.ts';

const unusable = (location: string, reason: string): string => `账本 ${location} 无法使用：${reason}`;

const CHECK = '然后试试：sobot-etl doctor';
const ADDRESS = '地址（--ledger、SOBOT_ETL_LEDGER 或配置方案）';

export const zhPostgres: TranslatedMessages<typeof POSTGRES_MESSAGES> = {
  'ledger-address': {
    meaning: '账本的地址有误，或连接得不到保护。',
    remediation: `请改正${ADDRESS}：postgres://user@host:5432/database`,
    text: {
      malformed: () =>
        `账本的地址格式有误；它应形如 postgres://user@host:5432/database，特殊字符写作 %40 等。请改正${ADDRESS}`,
      severalHosts: () => '账本的地址写了多个主机；请只写主服务器',
      unknownParameter: (name, known) => `账本的地址带有参数 ${name}，它不属于 ${known.join('、')}；请删除它`,
      unknownSslMode: (mode, known) =>
        `账本地址中的 sslmode=${mode} 不属于 ${known.join('、')}；请省略它，或写 sslmode=verify-full`,
      unencrypted: (mode, host) =>
        `sslmode=${mode} 会把客户数据和 CRM 的令牌不加密地发往 ${host}；请省略它，或写 sslmode=verify-full`,
      unverified: (mode, host) =>
        `sslmode=${mode} 会加密到 ${host} 的连接，但不核实对方是谁，中途任何人都可能读到客户数据和 CRM 的令牌；请省略它，或写 sslmode=verify-full；若证书颁发机构是您自己的，请加上 sslrootcert=文件`,
      anyHost: (mode, host) => `sslmode=${mode} 不核实证书是否属于 ${host}；请省略它，或写 sslmode=verify-full`,
      unreadableFile: (path, code) => `账本地址中的文件 ${path} 无法读取（${code}）；请改正路径或其权限`,
      passwordInFlag: () =>
        '--ledger 中的密码会被能列出本机进程的任何人看到；请把地址放入 SOBOT_ETL_LEDGER 或配置方案，或把密码放入 PGPASSWORD 或 ~/.pgpass，不要写在 --ledger 中',
    },
  },
  'ledger-no-server': {
    meaning: '账本的地址上没有 PostgreSQL 服务器应答。',
    remediation: `请启动服务器，或改正${ADDRESS}，${CHECK}`,
    text: {
      refused: (location, host, port, code) =>
        unusable(
          location,
          `无法连到 ${host} 端口 ${port} 的 PostgreSQL 服务器（${code}）；请启动它，或改正${ADDRESS}，${CHECK}`,
        ),
      noSuchHost: (location, host) =>
        unusable(location, `没有名为 ${host} 的主机；请改正${ADDRESS}，或检查网络，${CHECK}`),
      silent: (location, host, port) =>
        unusable(location, `${host} 端口 ${port} 没有应答；请确认服务器在运行且中间没有防火墙，${CHECK}`),
      ended: (location, reason) => unusable(location, `连接已断开（${reason}）；请确认服务器在运行，${CHECK}`),
      starting: (location, reason) => unusable(location, `服务器还不接受连接（${reason}）；请等它就绪，${CHECK}`),
    },
  },
  'ledger-login': {
    meaning: '账本的 PostgreSQL 服务器拒绝该用户或密码。',
    remediation: `请改正${ADDRESS}中的用户，以及其中、PGPASSWORD 或 ~/.pgpass 中的密码，${CHECK}`,
    text: {
      wrongPassword: (location, user) =>
        unusable(
          location,
          `服务器不接受 ${user} 的密码，或没有这个用户；请在 SOBOT_ETL_LEDGER、配置方案、PGPASSWORD 或 ~/.pgpass 中改正，${CHECK}`,
        ),
      noPassword: (location) =>
        unusable(location, `服务器要求密码；请把它放入 SOBOT_ETL_LEDGER、配置方案、PGPASSWORD 或 ~/.pgpass，${CHECK}`),
      refused: (location, user, reason) =>
        unusable(
          location,
          `服务器不允许 ${user} 登录：${reason}；请让管理员在 pg_hba.conf 中为该用户和本机加一行，或改正${ADDRESS}，${CHECK}`,
        ),
    },
  },
  'ledger-no-database': {
    meaning: '账本的数据库不存在。',
    remediation: '请用 createdb 建立它，或改正地址中的名称。消息中有该命令。',
    text: {
      missing: (location, database, command) =>
        unusable(location, `服务器没有数据库 ${database}；请用以下命令建立：${command}`),
    },
  },
  'ledger-permission': {
    meaning: '账本的用户无权建立或使用其中的表。',
    remediation: '请让数据库的所有者授权。消息中有该语句。',
    text: {
      denied: (location, user, database, reason) =>
        unusable(
          location,
          `权限不足（${reason}）；请让数据库的所有者运行：GRANT CREATE ON DATABASE "${database}" TO "${user}"；若已有 schema sobot_etl：ALTER SCHEMA sobot_etl OWNER TO "${user}"，其中的表同样处理`,
        ),
    },
  },
  'ledger-server-old': {
    meaning: '账本的 PostgreSQL 服务器版本过旧。',
    remediation: '请升级服务器，或选择其他服务器。',
    text: {
      version: (location, version, minimum) =>
        unusable(location, `服务器是 PostgreSQL ${version}；至少需要 PostgreSQL ${minimum}`),
    },
  },
  'ledger-encoding': {
    meaning: '账本的数据库不能存储所有字符。',
    remediation: '请建立编码为 UTF8 的数据库。消息中有该命令。',
    text: {
      notUtf8: (location, encoding, command) =>
        unusable(location, `其编码是 ${encoding}，缺少部分字符；请另建一个 UTF8 的数据库：${command}`),
    },
  },
  'ledger-connections': {
    meaning: '账本的 PostgreSQL 服务器没有空余的连接。',
    remediation: '请结束占用数据库的进程，或调高 max_connections：每个 sobot-etl 最多占用十个。',
    text: {
      exhausted: (location) =>
        unusable(
          location,
          '服务器没有空余的连接；请结束占用它的进程，或调高 max_connections（每个 sobot-etl 最多占用十个），然后重新运行该命令',
        ),
    },
  },
  'ledger-tls': {
    meaning: '到账本的连接无法用 TLS 保护。',
    remediation: `请在${ADDRESS}中用 sslrootcert=文件 指明证书颁发机构，或为服务器配上与其名称相符的证书，${CHECK}`,
    text: {
      untrusted: (location) =>
        unusable(
          location,
          `服务器的证书不是由本机信任的机构颁发；请在${ADDRESS}中加上 ?sslmode=verify-full&sslrootcert=文件，该文件含有颁发机构的证书，${CHECK}`,
        ),
      otherHost: (location, host) =>
        unusable(
          location,
          `服务器的证书不是给 ${host} 的；请把证书上的名称写入${ADDRESS}，或为服务器配上 ${host} 的证书，${CHECK}`,
        ),
      expired: (location) => unusable(location, `服务器的证书已过期或尚未生效；请更新证书，或校正本机时钟，${CHECK}`),
      none: (location) =>
        unusable(
          location,
          `服务器不提供 TLS，客户数据会不加密地经过网络；请在 postgresql.conf 中设 ssl = on 并配上证书，或通过隧道连到 localhost，${CHECK}`,
        ),
      failed: (location, reason) => unusable(location, `TLS 失败：${reason}；请检查服务器的 TLS 设置和端口，${CHECK}`),
    },
  },
  'ledger-replica': {
    meaning: '账本的 PostgreSQL 服务器是副本，或被设为只读。',
    remediation: `请把${ADDRESS}改为主服务器，${CHECK}`,
    text: {
      readOnly: (location) => unusable(location, `服务器是副本或只读；请在${ADDRESS}中写主服务器，${CHECK}`),
    },
  },
  'ledger-pooler': {
    meaning: '在 sobot-etl 与 PostgreSQL 服务器之间有一个让多个程序共用连接的连接池。',
    remediation: `请把${ADDRESS}改为服务器本身，或会话模式的连接池，${CHECK}`,
    text: {
      shared: (location) =>
        unusable(
          location,
          `PgBouncer 之类的连接池会在事务之间把连接交给其他程序，锁因此会丢失；请在${ADDRESS}中写服务器本身，或会话模式的连接池，${CHECK}`,
        ),
    },
  },
  'ledger-lost': {
    meaning: '到账本的连接中断过久，无法再记录。',
    remediation: '服务器恢复后，请运行：sobot-etl resume',
    text: {
      waited: (location, waited, reason) =>
        `到账本 ${location} 的连接中断，${waited}内没有恢复（${reason}）。此后没有再发送。服务器恢复后，请运行：sobot-etl resume`,
      whileReading: (location, reason) =>
        `读取列表时到账本 ${location} 的连接中断（${reason}）。服务器恢复后，请重新运行该命令，或：sobot-etl resume`,
      closed: (location) => `账本 ${location} 已关闭`,
    },
  },
  'ledger-lock-lost': {
    meaning: '到账本的连接中断，另一个进程接手了本进程的工作。',
    remediation: '查看谁在处理它：sobot-etl runs',
    text: {
      taken: (location, lock) =>
        `到账本 ${location} 的连接中断了片刻，其间另一个进程取得了锁 ${lock}，因此本进程停止。查看谁在处理它：sobot-etl runs`,
    },
  },
  'run-taken-over': {
    meaning: '另一个进程接手了由多台机器发送的运行，因此本进程已停止。',
    remediation: '查看谁在处理它：sobot-etl runs',
    text: {
      byAnother: (location) =>
        `另一个进程接手了账本 ${location} 中的这次运行，因此本进程已停止。查看谁在处理它：sobot-etl runs`,
    },
  },
};
