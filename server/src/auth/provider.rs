//! Sign-in by `OpenID` Connect: discovery, authorization code with PKCE, state and nonce, groups from `UserInfo`.

use anyhow::{Context, bail, ensure};
use openidconnect::{
    AccessTokenHash, AuthenticationFlow, AuthorizationCode, ClaimsVerificationError, ClientId, ClientSecret, CsrfToken,
    EndpointMaybeSet, EndpointNotSet, EndpointSet, IssuerUrl, Nonce, OAuth2TokenResponse, PkceCodeChallenge,
    PkceCodeVerifier, RedirectUrl, Scope, TokenResponse, UserInfoClaims,
    core::{CoreClient, CoreGenderClaim, CoreProviderMetadata, CoreResponseType},
};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use tokio::sync::RwLock;

use super::http::ProviderHttp;
use crate::config::SignInConfig;

/// More groups than anybody is in; a claim beyond it is refused.
const MOST_GROUPS: usize = 2_000;

type Client =
    CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointMaybeSet, EndpointMaybeSet>;

/// All claims of `UserInfo` that the library does not name itself, and those that it does take away.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Claims {
    #[serde(flatten)]
    all: Map<String, Value>,
}
impl openidconnect::AdditionalClaims for Claims {}

/// The identity provider.
pub struct Provider {
    config: SignInConfig,
    issuer: IssuerUrl,
    redirect: RedirectUrl,
    http: ProviderHttp,
    /// Read at the first sign-in, so that the portal starts without the provider; again when its keys have changed.
    metadata: RwLock<Option<CoreProviderMetadata>>,
}

/// A sign-in begun: where to send the browser and what to remember.
pub struct Begun {
    pub url: String,
    pub state: String,
    pub nonce: String,
    pub verifier: String,
}

/// Who signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    pub name: String,
    pub subject: String,
    pub groups: Vec<String>,
}

impl Provider {
    /// None when the configuration names no issuer.
    pub fn new(config: &SignInConfig, origin: &str) -> anyhow::Result<Option<Self>> {
        let Some(issuer) = &config.issuer else { return Ok(None) };
        Ok(Some(Self {
            issuer: IssuerUrl::new(issuer.to_string().trim_end_matches('/').to_owned())
                .context("sign_in.issuer is not a URL")?,
            redirect: RedirectUrl::new(format!("{origin}/auth/callback"))?,
            http: ProviderHttp::new()?,
            config: config.clone(),
            metadata: RwLock::default(),
        }))
    }

    async fn metadata(&self) -> anyhow::Result<CoreProviderMetadata> {
        let known = self.metadata.read().await.clone();
        match known {
            Some(known) => Ok(known),
            None => self.renew().await,
        }
    }

    async fn renew(&self) -> anyhow::Result<CoreProviderMetadata> {
        let metadata = self.discover().await?;
        *self.metadata.write().await = Some(metadata.clone());
        Ok(metadata)
    }

    /// The issuer has to stand in the document letter by letter, and some providers end theirs with a slash.
    async fn discover(&self) -> anyhow::Result<CoreProviderMetadata> {
        let send = |request| self.http.clone().send(request);
        let plain = CoreProviderMetadata::discover_async(self.issuer.clone(), &send).await;
        match plain {
            Ok(metadata) => Ok(metadata),
            Err(first) => {
                let slashed = IssuerUrl::new(format!("{}/", self.issuer.as_str()))?;
                let second = CoreProviderMetadata::discover_async(slashed, &send).await;
                second.map_err(|_| first).context("reading the provider's discovery document")
            }
        }
    }

    fn client(&self, metadata: CoreProviderMetadata) -> anyhow::Result<Client> {
        let id = self.config.client_id.clone().context("sign_in.client_id is missing")?;
        let secret =
            self.config.client_secret.as_ref().map(|secret| ClientSecret::new(secret.expose_secret().to_owned()));
        Ok(CoreClient::from_provider_metadata(metadata, ClientId::new(id), secret)
            .set_redirect_uri(self.redirect.clone()))
    }

    /// Begins a sign-in.
    pub async fn begin(&self) -> anyhow::Result<Begun> {
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let client = self.client(self.metadata().await?)?;
        let mut request = client.authorize_url(
            AuthenticationFlow::<CoreResponseType>::AuthorizationCode,
            CsrfToken::new_random,
            Nonce::new_random,
        );
        for scope in self.config.scopes.iter().filter(|scope| *scope != "openid") {
            request = request.add_scope(Scope::new(scope.clone()));
        }
        let (url, state, nonce) = request.set_pkce_challenge(challenge).url();
        Ok(Begun {
            url: url.to_string(),
            state: state.into_secret(),
            nonce: nonce.secret().clone(),
            verifier: verifier.into_secret(),
        })
    }

    /// Takes the provider's answer: code for tokens, the id token's signature, issuer, audience, time and nonce, then
    /// `UserInfo` of the same subject.
    pub async fn finish(&self, code: String, nonce: String, verifier: String) -> anyhow::Result<Person> {
        let client = self.client(self.metadata().await?)?;
        let send = |request| self.http.clone().send(request);
        let tokens = client
            .exchange_code(AuthorizationCode::new(code))?
            .set_pkce_verifier(PkceCodeVerifier::new(verifier))
            .request_async(&send)
            .await
            .context("exchanging the code")?;
        let id_token = tokens.id_token().context("the provider gave no id token")?;
        let nonce = Nonce::new(nonce);
        let renewed;
        let mut check = client.id_token_verifier();
        let claims = match id_token.claims(&check, &nonce) {
            // Providers change their keys from time to time.
            Err(ClaimsVerificationError::SignatureVerification(_)) => {
                renewed = self.client(self.renew().await?)?;
                check = renewed.id_token_verifier();
                id_token.claims(&check, &nonce)
            }
            known => known,
        };
        let claims = claims.context("checking the id token")?;
        if let Some(expected) = claims.access_token_hash() {
            let actual = AccessTokenHash::from_token(
                tokens.access_token(),
                id_token.signing_alg()?,
                id_token.signing_key(&check)?,
            )?;
            ensure!(actual == *expected, "the access token does not belong to the id token");
        }
        let info: UserInfoClaims<Claims, CoreGenderClaim> = client
            .user_info(tokens.access_token().clone(), Some(claims.subject().clone()))?
            .request_async(&send)
            .await
            .context("asking UserInfo")?;
        self.person(&info)
    }

    fn person(&self, info: &UserInfoClaims<Claims, CoreGenderClaim>) -> anyhow::Result<Person> {
        let all = serde_json::to_value(info)?;
        let names = &self.config.name_claims;
        let name = names
            .iter()
            .find_map(|claim| all.get(claim)?.as_str())
            .with_context(|| format!("UserInfo holds none of {names:?}"))?;
        Ok(Person {
            name: name.to_owned(),
            subject: info.subject().as_str().to_owned(),
            groups: groups(all.get(&self.config.groups_claim))?,
        })
    }
}

/// A list of names. Anything else is refused rather than read generously: a string "admin" is not the group.
fn groups(claim: Option<&Value>) -> anyhow::Result<Vec<String>> {
    match claim {
        None | Some(Value::Null) => Ok(Vec::new()),
        Some(Value::Array(groups)) if groups.len() <= MOST_GROUPS => groups
            .iter()
            .map(|group| group.as_str().map(str::to_owned).context("a group in UserInfo is not a name"))
            .collect(),
        Some(_) => bail!("the groups claim of UserInfo is not a list of at most {MOST_GROUPS} names"),
    }
}
