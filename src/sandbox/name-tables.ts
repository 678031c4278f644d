/** Customers of one language: their names and typical values. */
export interface Population {
  readonly language: string;
  readonly countryId: string;
  readonly timezoneId: string;
  /** The prefix of its mobile numbers, and how many digits follow. */
  readonly mobilePrefix: string;
  readonly mobileDigits: number;
  readonly given: readonly string[];
  readonly family: readonly string[];
  /** How given and family name form a full name. */
  readonly familyFirst: boolean;
  readonly separator: string;
  readonly notes: readonly string[];
}

export const POPULATIONS: readonly Population[] = [
  {
    language: 'zh',
    countryId: '101',
    timezoneId: 'Asia/Shanghai',
    mobilePrefix: '+86138',
    mobileDigits: 8,
    given: ['伟', '芳', '娜', '秀英', '敏', '静', '强', '磊', '洋', '艳', '俊杰', '子涵', '欣怡', '浩然'],
    family: ['王', '李', '张', '刘', '陈', '杨', '赵', '黄', '周', '吴', '欧阳', '司马'],
    familyFirst: true,
    separator: '',
    notes: ['老客户,喜欢电话联系', '请发送报价单', '下周回访 📞', '对新产品感兴趣'],
  },
  {
    language: 'en',
    countryId: '108',
    timezoneId: 'America/New_York',
    mobilePrefix: '+1212',
    mobileDigits: 7,
    given: ['Olivia', 'Liam', 'Emma', 'Noah', 'Ava', 'James', 'Sophia', 'Henry', 'Mia', "D'Arcy", 'Anne-Marie'],
    family: ['Smith', 'Johnson', "O'Brien", 'Williams', 'Brown', 'Jones', 'Miller', 'Davis', 'Smith, Jr.'],
    familyFirst: false,
    separator: ' ',
    notes: ['Prefers e-mail', 'Asked for "the blue one"', 'Call back, after 5 pm', 'Met at the fair 🎪'],
  },
  {
    language: 'de',
    countryId: '104',
    timezoneId: 'Europe/Berlin',
    mobilePrefix: '+49151',
    mobileDigits: 8,
    given: ['Jürgen', 'Anneliese', 'Björn', 'Käthe', 'Sören', 'Lena', 'Max', 'Grüßgott'],
    family: ['Müller', 'Schröder', 'Weiß', 'von der Heide', 'Jäger', 'Groß', 'Fischer'],
    familyFirst: false,
    separator: ' ',
    notes: ['Möchte ein Angebot', 'Rückruf am Montag', 'Größere Bestellung möglich'],
  },
  {
    language: 'es',
    countryId: '106',
    timezoneId: 'Europe/Berlin',
    mobilePrefix: '+346',
    mobileDigits: 8,
    given: ['María José', 'Íñigo', 'Begoña', 'Ángel', 'Sofía', 'Nicolás', 'Lucía'],
    family: ['García López', 'Núñez', 'Peña', 'Fernández', 'Ibáñez', 'Muñoz Díaz'],
    familyFirst: false,
    separator: ' ',
    notes: ['¿Llamar por la mañana?', 'Pidió un catálogo'],
  },
  {
    language: 'ja',
    countryId: '103',
    timezoneId: 'Asia/Tokyo',
    mobilePrefix: '+8190',
    mobileDigits: 8,
    given: ['太郎', '花子', 'さくら', '健', '陽菜', 'ケンジ', '美咲'],
    family: ['佐藤', '鈴木', '高橋', '田中', '渡辺', '伊藤', '山本'],
    familyFirst: true,
    separator: ' ',
    notes: ['メールでの連絡を希望', '見積もり済み', '展示会で名刺交換'],
  },
  {
    language: 'ru',
    countryId: '112',
    timezoneId: 'Europe/London',
    mobilePrefix: '+7916',
    mobileDigits: 7,
    given: ['Анна', 'Дмитрий', 'Ольга', 'Сергей', 'Наталья', 'Фёдор'],
    family: ['Иванов', 'Смирнова', 'Кузнецов', 'Соловьёва', 'Попов'],
    familyFirst: false,
    separator: ' ',
    notes: ['Просил перезвонить', 'Интересуется скидкой'],
  },
  {
    language: 'ar',
    countryId: '111',
    timezoneId: 'Asia/Dubai',
    mobilePrefix: '+97150',
    mobileDigits: 7,
    given: ['محمد', 'فاطمة', 'أحمد', 'عائشة', 'خالد', 'مريم'],
    family: ['الهاشمي', 'الفارسي', 'المنصوري', 'الزعابي'],
    familyFirst: false,
    separator: ' ',
    notes: ['يفضل الاتصال مساءً', 'طلب عرض أسعار'],
  },
  {
    language: 'pt',
    countryId: '109',
    timezoneId: 'America/Sao_Paulo',
    mobilePrefix: '+55119',
    mobileDigits: 8,
    given: ['João', 'Conceição', 'Luís', 'Inês', 'Antônio', 'Letícia'],
    family: ['da Silva', 'Gonçalves', 'Araújo', 'dos Santos', 'Simões'],
    familyFirst: false,
    separator: ' ',
    notes: ['Ligar à tarde', 'Já é cliente há 3 anos'],
  },
];

export const ENTERPRISE_NAMES = {
  first: ['Blue', 'Nord', '华', 'Sol', '東', 'Grand', 'Alpha', 'Green', 'Роса', 'Kite'],
  second: ['Harbor', 'Licht', '信', 'Solutions', 'Works', '商事', 'Foods', 'Textil', 'Data', 'Motors'],
  legal: ['Ltd.', 'GmbH', '有限公司', 'S.A.', '株式会社', 'Inc.', 'LLC', 'AG'],
} as const;
