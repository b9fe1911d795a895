-- Facts, not stages: an update's stage is derived from these columns (crates/domain/src/stage.rs).
-- The same number in migrations/sqlite holds the same tables; times are UTC, JSON is kept as the text we wrote.

CREATE TABLE composes (
    id TEXT PRIMARY KEY NOT NULL,
    release TEXT NOT NULL,
    compose_type TEXT NOT NULL,
    label TEXT,
    version TEXT NOT NULL,
    location TEXT NOT NULL,
    content TEXT NOT NULL,
    imported_by TEXT NOT NULL,
    imported_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE updates (
    id UUID PRIMARY KEY NOT NULL,
    alias TEXT NOT NULL UNIQUE,
    product TEXT NOT NULL,
    release TEXT NOT NULL,
    compose TEXT NOT NULL REFERENCES composes (id),
    version TEXT NOT NULL,
    kind TEXT NOT NULL,
    images TEXT NOT NULL,
    imported_by TEXT NOT NULL,
    imported_at TIMESTAMPTZ NOT NULL,
    rejected_by TEXT,
    rejected_at TIMESTAMPTZ,
    rejected_reason TEXT,
    publication UUID,
    published_at TIMESTAMPTZ,
    superseded_by TEXT,
    withdrawn_by TEXT,
    withdrawn_at TIMESTAMPTZ,
    withdrawn_reason TEXT,
    UNIQUE (product, release, version)
);
CREATE INDEX updates_open ON updates (imported_at) WHERE published_at IS NULL AND rejected_at IS NULL;
CREATE INDEX updates_public ON updates (product, release, published_at) WHERE published_at IS NOT NULL;

CREATE TABLE approvals (
    update_id UUID NOT NULL REFERENCES updates (id),
    by_name TEXT NOT NULL,
    roles TEXT NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    content TEXT NOT NULL,
    comment TEXT NOT NULL,
    PRIMARY KEY (update_id, by_name)
);

CREATE TABLE publications (
    id UUID PRIMARY KEY NOT NULL,
    purpose TEXT NOT NULL,
    update_id UUID NOT NULL REFERENCES updates (id),
    requested_by TEXT NOT NULL,
    requested_at TIMESTAMPTZ NOT NULL,
    content TEXT NOT NULL,
    finished_at TIMESTAMPTZ,
    -- The lease: a worker may write only while its fence is still the row's.
    lease_owner TEXT,
    lease_until TIMESTAMPTZ,
    fence BIGINT NOT NULL DEFAULT 0,
    -- When there is something to do again.
    due_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX publications_due ON publications (due_at) WHERE finished_at IS NULL;
CREATE INDEX publications_update ON publications (update_id);

CREATE TABLE steps (
    id UUID PRIMARY KEY NOT NULL,
    publication_id UUID NOT NULL REFERENCES publications (id),
    position INTEGER NOT NULL,
    phase TEXT NOT NULL,
    kind TEXT NOT NULL,
    channel TEXT NOT NULL,
    region TEXT,
    arch TEXT,
    required BOOLEAN NOT NULL,
    state TEXT NOT NULL,
    reason TEXT,
    until TIMESTAMPTZ,
    output TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,
    started_at TIMESTAMPTZ,
    finished_at TIMESTAMPTZ,
    memo TEXT,
    done_bytes BIGINT,
    total_bytes BIGINT,
    UNIQUE (publication_id, position)
);

CREATE TABLE amis (
    region TEXT NOT NULL,
    id TEXT NOT NULL,
    update_id UUID NOT NULL REFERENCES updates (id),
    arch TEXT NOT NULL,
    name TEXT NOT NULL,
    snapshot TEXT,
    registered_at TIMESTAMPTZ NOT NULL,
    public_at TIMESTAMPTZ,
    deprecated_at TIMESTAMPTZ,
    private_at TIMESTAMPTZ,
    deregistered_at TIMESTAMPTZ,
    replaced_by TEXT,
    PRIMARY KEY (region, id),
    UNIQUE (update_id, region, arch)
);

-- The audit trail. `data` is text in both databases, because the hash is over its exact bytes.
CREATE TABLE events (
    seq BIGINT PRIMARY KEY NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    data TEXT NOT NULL,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL
);
CREATE INDEX events_subject ON events (subject, seq);
CREATE TABLE chain (
    id INTEGER PRIMARY KEY NOT NULL CHECK (id = 1),
    seq BIGINT NOT NULL,
    hash TEXT NOT NULL
);
INSERT INTO chain (id, seq, hash) VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');

CREATE TABLE site (
    id INTEGER PRIMARY KEY NOT NULL CHECK (id = 1),
    serial BIGINT NOT NULL
);
INSERT INTO site (id, serial) VALUES (1, 0);
