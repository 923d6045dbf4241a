-- Private notes, as their author's browser encrypted them. Nothing here says whom a note is about, what it is called, to which
-- series it belongs or at what time of the day it was written.
alter table organisation add column private_notes_off_since timestamptz;

create table vault (
  id uuid primary key,
  person_id uuid not null references person,
  epoch int not null check (epoch > 0),
  revision bigint not null check (revision > 0),
  folded_at bigint not null default 0,
  manifest bytea not null check (octet_length(manifest) = 32),
  link bytea,
  founded_on date not null,
  retired_on date
);
create unique index one_vault_at_a_time on vault (person_id) where retired_on is null;
create index vault_by_person on vault (person_id);

-- The ways in: the vault's key under a passphrase, a recovery code, a passkey.
create table vault_wrap (
  vault_id uuid not null references vault on delete cascade,
  id uuid not null,
  kind text not null,
  epoch int not null,
  memory int not null,
  passes int not null,
  lanes int not null,
  salt bytea not null,
  credential text not null,
  blob bytea not null,
  commit bytea not null,
  primary key (vault_id, id)
);

-- Without key and blob it was erased, and browsers that still have it are told so; with a hash in their place its day is over.
create table vault_item (
  vault_id uuid not null references vault on delete cascade,
  id uuid not null,
  revision bigint not null,
  epoch int not null,
  size_class smallint not null check (size_class between 0 and 4),
  day_updated date not null,
  delete_after_day date,
  wrapped_key bytea,
  blob bytea,
  hash_of_expired bytea check (hash_of_expired is null or (octet_length(hash_of_expired) = 32 and blob is null and delete_after_day is not null)),
  primary key (vault_id, id),
  check ((blob is null) = (wrapped_key is null))
);
create index vault_item_by_revision on vault_item (vault_id, revision);
create index vault_item_by_last_day on vault_item (delete_after_day) where blob is not null and delete_after_day is not null;
-- What is encrypted does not get smaller by compressing.
alter table vault_item alter column blob set storage external;
