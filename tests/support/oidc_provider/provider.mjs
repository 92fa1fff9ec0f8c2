// A certified OpenID Connect provider for the long tests, on this machine alone: whoever types an address is that person.
// Started as: node provider.mjs PORT REDIRECT_URI CLIENT_SECRET
import Provider from 'oidc-provider';

const [port, redirectUri, clientSecret] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;

const provider = new Provider(issuer, {
  clients: [{
    client_id: 'crt',
    client_secret: clientSecret,
    redirect_uris: [redirectUri],
    post_logout_redirect_uris: [redirectUri],
    grant_types: ['authorization_code'],
    response_types: ['code'],
  }],
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
  // The board reads the ID token alone, so the address stands in it (docs/runbooks/sign-in.md).
  conformIdTokenClaims: false,
  features: { devInteractions: { enabled: true }, rpInitiatedLogout: { enabled: true } },
  findAccount: (_, id) => ({
    accountId: id,
    // An address that begins with "unchecked" is one that nobody checked.
    claims: () => ({ sub: id, email: id, email_verified: !id.startsWith('unchecked'), name: 'Made Up' }),
  }),
});

provider.listen(Number(port), '127.0.0.1', () => console.log('listening'));
