-- Case-blind text for addresses, ranges that may not overlap, and names found without their accents.
create extension if not exists citext;
create extension if not exists btree_gist;
create extension if not exists unaccent;

-- The application and the jobs read and write rows. They own nothing, define nothing and empty nothing.
revoke create on schema public from public;
grant usage on schema public to :"app", :"jobs";
alter default privileges in schema public grant select, insert, update, delete on tables to :"app", :"jobs";
alter default privileges in schema public grant usage on sequences to :"app", :"jobs";
