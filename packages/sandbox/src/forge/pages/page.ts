import type { Request } from 'express';
import type { PullRequests } from '../PullRequests';
import type { Repositories } from '../Repositories';
import type { Place } from './layout';

/** What the pages are made from. */
export interface PageOptions {
  /** Address of the forge, without a slash at its end. */
  baseUrl: string;
  /** Who may push. */
  username: string;
  repositories: Repositories;
  pulls: PullRequests;
}

/** What a page of a repository needs to know of it. */
export interface RepositoryPage {
  owner: string;
  name: string;
  place: Place;
  /** Path of the repository's pages. */
  base: string;
}

/** Finds the repository that a request is about. @throws NotFoundError */
export type PageOf = (request: Request, tab: NonNullable<Place['tab']>) => Promise<RepositoryPage>;
