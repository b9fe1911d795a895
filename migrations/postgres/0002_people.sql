-- Sessions and tokens: only hashes of the secrets are kept.

CREATE TABLE sessions (
    token_hash TEXT PRIMARY KEY NOT NULL,
    person TEXT NOT NULL,
    subject TEXT NOT NULL,
    groups TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    seen_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX sessions_person ON sessions (person);

-- A sign-in between its start and the provider's answer.
CREATE TABLE sign_ins (
    state_hash TEXT PRIMARY KEY NOT NULL,
    browser_hash TEXT NOT NULL,
    nonce TEXT NOT NULL,
    verifier TEXT NOT NULL,
    return_to TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE tokens (
    id UUID PRIMARY KEY NOT NULL,
    token_hash TEXT NOT NULL UNIQUE,
    person TEXT NOT NULL,
    roles TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    revoked_at TIMESTAMPTZ
);

CREATE TABLE imports (
    id UUID PRIMARY KEY NOT NULL,
    location TEXT NOT NULL,
    kind TEXT,
    requested_by TEXT NOT NULL,
    requested_at TIMESTAMPTZ NOT NULL,
    state TEXT NOT NULL,
    message TEXT,
    done_bytes BIGINT NOT NULL DEFAULT 0,
    total_bytes BIGINT NOT NULL DEFAULT 0,
    finished_at TIMESTAMPTZ,
    lease_until TIMESTAMPTZ,
    fence BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX imports_open ON imports (requested_at) WHERE finished_at IS NULL;
