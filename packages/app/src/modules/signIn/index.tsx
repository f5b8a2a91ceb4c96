import { SignInPage } from '@backstage/core-components';
import { createFrontendModule, githubAuthApiRef } from '@backstage/frontend-plugin-api';
import { SignInPageBlueprint, type SignInPageProps } from '@backstage/plugin-app-react';
import { z } from 'zod';

const PROVIDERS = {
  guest: { providers: ['guest' as const] },
  github: {
    provider: {
      id: 'github-auth-provider',
      title: 'GitHub',
      message: 'Sign in with your GitHub account',
      apiRef: githubAuthApiRef,
    },
  },
};

/**
 * The sign-in page; a real portal says `app.extensions: [sign-in-page:app: {config: {provider: github}}]`.
 * One page that asks, rather than one for each provider: a page that is off must not come before the one that is on.
 */
export const signInModule = createFrontendModule({
  pluginId: 'app',
  extensions: [
    SignInPageBlueprint.makeWithOverrides({
      configSchema: { provider: z.enum(['guest', 'github']).default('guest') },
      factory: (make, { config }) =>
        make({
          loader: async () => (props: SignInPageProps) => (
            <SignInPage {...props} {...PROVIDERS[config.provider]} />
          ),
        }),
    }),
  ],
});
