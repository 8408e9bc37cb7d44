// A sign-in service on oidc-provider with its own pages for trying things out: whoever enters a
// name there is that person.
import { generateKeyPairSync } from "node:crypto";
import { Provider } from "oidc-provider";

const { PEER_PORT, PEER_BACK, PEER_SECRET, PEER_ALGORITHM, PEER_METHOD } = process.env;
const kinds = {
  RS256: ["rsa", { modulusLength: 2048 }],
  PS256: ["rsa", { modulusLength: 2048 }],
  ES256: ["ec", { namedCurve: "P-256" }],
  EdDSA: ["ed25519", {}],
};
const [kind, options] = kinds[PEER_ALGORITHM];
const { privateKey } = generateKeyPairSync(kind, options);
const key = { ...privateKey.export({ format: "jwk" }), use: "sig", alg: PEER_ALGORITHM };

const provider = new Provider(`http://127.0.0.1:${PEER_PORT}`, {
  clients: [
    {
      client_id: "qungui",
      client_secret: PEER_SECRET,
      redirect_uris: [PEER_BACK],
      grant_types: ["authorization_code"],
      response_types: ["code"],
      token_endpoint_auth_method: PEER_METHOD,
      id_token_signed_response_alg: PEER_ALGORITHM,
    },
  ],
  jwks: { keys: [key] },
  enabledJWA: { idTokenSigningAlgValues: [PEER_ALGORITHM] },
  clientAuthMethods: [PEER_METHOD],
  cookies: { keys: ["only for trying things out"] },
  claims: {
    openid: ["sub"],
    profile: ["name", "preferred_username"],
    email: ["email", "email_verified"],
  },
  pkce: { required: () => true },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({
      sub: id,
      name: `文 ${id}`,
      preferred_username: id,
      email: `${id}@example.cn`,
      email_verified: true,
    }),
  }),
});
provider.listen(Number(PEER_PORT), "127.0.0.1", () => console.log("ready"));
