import type { Place } from './route.ts';

export interface Link {
  readonly rel: string;
  readonly href: string;
  readonly type?: string;
}

/** Makes the links of documents: `self` with version and project as in the request's path, `bookmark` without the version. */
export class Links {
  readonly #self: string;
  readonly #bookmark: string;

  /** @param base what stands before the version in every link, such as `http://127.0.0.1:9774` */
  constructor(base: string, { version, projectId }: Place) {
    const project = projectId === undefined ? '' : `/${projectId}`;
    this.#self = `${base}${version === '' ? '' : `/${version}`}${project}`;
    this.#bookmark = `${base}${project}`;
  }

  /** `path` begins without a slash: `servers/a0…`. */
  both(path: string): Link[] {
    return [{ rel: 'self', href: `${this.#self}/${path}` }, ...this.bookmark(path)];
  }

  bookmark(path: string): Link[] {
    return [{ rel: 'bookmark', href: `${this.#bookmark}/${path}` }];
  }

  next(path: string): Link[] {
    return [{ rel: 'next', href: `${this.#self}/${path}` }];
  }
}
