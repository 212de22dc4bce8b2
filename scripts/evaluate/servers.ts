import { getLabGuest } from '../../test/lab/index.ts';

/** The guests that every figure is about, as in the thesis's Figure 5.1; they share a host. */
export const servers = ['VM1', 'VM2', 'VM3'] as const;
export type Server = (typeof servers)[number];

export const host = getLabGuest('VM1').host;
