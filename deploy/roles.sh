#!/bin/sh
# The site's own role and database; it owns its tables, may make a scratch database to try backups in, and no more.
set -eu
psql -v ON_ERROR_STOP=1 -U postgres -v password="$SITE_PASSWORD" <<'SQL'
CREATE ROLE culture_week LOGIN CREATEDB PASSWORD :'password';
CREATE DATABASE culture_week OWNER culture_week;
SQL
