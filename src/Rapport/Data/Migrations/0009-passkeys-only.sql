-- Since when nobody gets in by a password alone; null while either will do.
alter table organisation add column passkeys_only_since timestamptz;
