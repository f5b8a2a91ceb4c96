import { SignInPage } from '@backstage/core-components';
import { createFrontendModule, githubAuthApiRef } from '@backstage/frontend-plugin-api';
import { SignInPageBlueprint, type SignInPageProps } from '@backstage/plugin-app-react';

function GithubSignInPage(props: SignInPageProps) {
  return (
    <SignInPage
      {...props}
      provider={{
        id: 'github-auth-provider',
        title: 'GitHub',
        message: 'Sign in with your GitHub account',
        apiRef: githubAuthApiRef,
      }}
    />
  );
}

/**
 * Sign-in by GitHub, off unless app-config turns it on in place of the guest:
 * `app.extensions: [sign-in-page:app: false, sign-in-page:app/github]`.
 */
export const signInModule = createFrontendModule({
  pluginId: 'app',
  extensions: [
    SignInPageBlueprint.make({
      name: 'github',
      disabled: true,
      params: { loader: async () => GithubSignInPage },
    }),
  ],
});
