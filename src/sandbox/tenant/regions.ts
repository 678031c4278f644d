/** A province, city or district, with the id of its parent region. */
export interface Region {
  readonly id: string;
  readonly name: string;
  readonly within?: string;
}

export interface Regions {
  readonly provinces: ReadonlyMap<string, Region>;
  readonly cities: ReadonlyMap<string, Region>;
  readonly areas: ReadonlyMap<string, Region>;
}

/** Indexes the table of regions by id. */
export function buildRegions(rows: readonly ProvinceRow[]): Regions {
  const regions = {
    provinces: new Map<string, Region>(),
    cities: new Map<string, Region>(),
    areas: new Map<string, Region>(),
  };
  for (const province of rows) {
    regions.provinces.set(province.id, { id: province.id, name: province.name });
    for (const city of province.cities) {
      regions.cities.set(city.id, { id: city.id, name: city.name, within: province.id });
      for (const [id, name] of city.areas) regions.areas.set(id, { id, name, within: city.id });
    }
  }
  return regions;
}

/** A city with its districts: `[areaid, name]`. */
interface CityRow {
  readonly id: string;
  readonly name: string;
  readonly areas: readonly (readonly [id: string, name: string])[];
}

interface ProvinceRow {
  readonly id: string;
  readonly name: string;
  readonly cities: readonly CityRow[];
}

/**
 * A few provinces with cities and districts. "Xinhua City" is in two provinces and "Chaoyang District" in two cities, so
 * that some names are ambiguous.
 */
export const PROVINCES: readonly ProvinceRow[] = [
  {
    id: '110000',
    name: 'Beijing',
    cities: [
      {
        id: '110100',
        name: 'Beijing City',
        areas: [
          ['110101', 'Dongcheng District'],
          ['110102', 'Xicheng District'],
          ['110105', 'Chaoyang District'],
          ['110108', 'Haidian District'],
        ],
      },
    ],
  },
  {
    id: '120000',
    name: 'Tianjin',
    cities: [
      {
        id: '120100',
        name: 'Tianjin City',
        areas: [
          ['120101', 'Heping District'],
          ['120104', 'Nankai District'],
        ],
      },
    ],
  },
  {
    id: '130000',
    name: 'Hebei Province',
    cities: [
      {
        id: '130100',
        name: 'Shijiazhuang City',
        areas: [
          ['130102', "Chang'an District"],
          ['130104', 'Qiaoxi District'],
        ],
      },
      { id: '130200', name: 'Tangshan City', areas: [['130203', 'Lubei District']] },
      {
        id: '130300',
        name: 'Qinhuangdao City',
        areas: [
          ['130302', 'Seaport area'],
          ['130303', 'Shanhaiguan District'],
        ],
      },
      { id: '130400', name: 'Handan City', areas: [['130403', 'Congtai District']] },
      { id: '139900', name: 'Xinhua City', areas: [['139901', 'Xinhua District']] },
    ],
  },
  {
    id: '220000',
    name: 'Jilin Province',
    cities: [
      {
        id: '220100',
        name: 'Changchun City',
        areas: [
          ['220102', 'Nanguan District'],
          ['220104', 'Chaoyang District'],
        ],
      },
      { id: '220200', name: 'Jilin City', areas: [['220202', 'Changyi District']] },
    ],
  },
  {
    id: '310000',
    name: 'Shanghai',
    cities: [
      {
        id: '310100',
        name: 'Shanghai City',
        areas: [
          ['310101', 'Huangpu District'],
          ['310104', 'Xuhui District'],
          ['310115', 'Pudong New Area'],
        ],
      },
    ],
  },
  {
    id: '440000',
    name: 'Guangdong Province',
    cities: [
      {
        id: '440100',
        name: 'Guangzhou City',
        areas: [
          ['440104', 'Yuexiu District'],
          ['440106', 'Tianhe District'],
        ],
      },
      { id: '440300', name: 'Shenzhen City', areas: [['440305', 'Nanshan District']] },
      { id: '449900', name: 'Xinhua City', areas: [['449901', 'Lianhua District']] },
    ],
  },
];
