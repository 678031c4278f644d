/** A department with its agents and the departments below it. */
export interface DepartmentRow {
  readonly name: string;
  readonly agents: readonly string[];
  readonly below?: readonly DepartmentRow[];
}

/** Two agents bear the name "Chen Jie", so that a name alone does not always say who is meant. */
export const DEPARTMENTS: readonly DepartmentRow[] = [
  {
    name: 'Sales',
    agents: ['John Smith'],
    below: [
      { name: 'Sales East', agents: ['Li Na', 'Wang Wei', 'Chen Jie'] },
      { name: 'Sales West', agents: ['Maria Garcia'] },
    ],
  },
  { name: 'Support', agents: ['Aisha Khan', 'Tom Müller', 'Chen Jie'] },
];
