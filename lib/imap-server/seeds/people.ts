/** Who writes to whom in the demo. Everybody is invented; all addresses are in domains reserved for examples. */
export interface Person {
  readonly name: string;
  readonly address: string;
}

/** Room enough to try things, little enough to see the bar move. */
const quota = 50 * 1024 * 1024;

export const demoUser = { user: 'demo@example.org', password: 'demo', quota } as const;
/** The same person at the office: a second account. */
export const workUser = { user: 'work@example.com', password: 'demo', quota } as const;

export const people = {
  me: { name: 'Robin Vega', address: demoUser.user },
  mama: { name: 'Carmen Soler', address: 'carmen.soler@familia.example.org' },
  papa: { name: 'Ignacio Vega', address: 'ignacio.vega@familia.example.org' },
  pablo: { name: 'Pablo Vega', address: 'pablo.vega@example.net' },
  rosario: { name: 'Tía Rosario', address: 'rosario.soler@familia.example.org' },
  nuria: { name: 'Núria Bonet', address: 'nuria.bonet@example.net' },
  ines: { name: 'Inés Íñiguez Muñoz', address: 'ines.iniguez@olmo.example.com' },
  joaquin: { name: 'Joaquín Peñalver', address: 'joaquin@viverolasacequias.example.com' },
  amparo: { name: 'Amparo Cebrián', address: 'amparo.cebrian@huertosurbanos.example.org' },
  colegio: { name: 'Colegio Los Almendros', address: 'secretaria@losalmendros.example.org' },
  tutora: { name: 'Begoña Larrañaga', address: 'b.larranaga@losalmendros.example.org' },
  casero: { name: 'Vicente Aparici', address: 'vicente.aparici@fincas.example.com' },
  gestoria: { name: 'Gestoría Ferrándiz', address: 'clientes@ferrandiz.example.com' },
  maya: { name: 'Maya Okafor', address: 'maya@olmo.example.com' },
  tom: { name: 'Tom Lindqvist', address: 'tom.lindqvist@olmo.example.com' },
  priya: { name: 'Priya Raman', address: 'priya.raman@northbridge.example.com' },
  hannah: { name: 'Hannah Weiß', address: 'hannah.weiss@stadtgruen.example.com' },
  daniel: { name: 'Daniel Achterberg', address: 'daniel@example.net' },
  grace: { name: 'Grace Mbeki', address: 'grace.mbeki@citylibrary.example.org' },
  oliver: { name: 'Oliver Stone-Harding', address: 'oliver@cyclists.example.org' },
  leila: { name: 'ليلى منصور', address: 'leila.mansour@example.net' },
  noam: { name: 'נועם ברק', address: 'noam.barak@example.net' },
  committee: {
    name: 'Neighbourhood Committee for Streets, Trees and Quiet Evenings',
    address: 'committee@neighbours.example.org',
  },
  yuki: { name: '森 由紀', address: 'yuki.mori@example.net' },
} as const satisfies Record<string, Person>;

export type PersonKey = keyof typeof people;
