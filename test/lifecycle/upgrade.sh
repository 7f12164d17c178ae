# shellcheck shell=bash disable=SC2154,SC2031 # root, tools … are from tools/lib.sh
# From 0.1.0 to a version that has one migration more and two api files changed. Sourced by run.

next=$scratch/next

# A copy of the sources as they could be at the next release.
make_next_version() {
    local folder=$next/extension/alogistics
    rm -rf "$next"
    mkdir -p "$next/build"
    cp -a "$root"/{Makefile,extension,src,stream,tools} "$next"
    cp -a "$root/build/obj" "$next/build"
    sed -i "s/^default_version.*/default_version = '0.1.1'/" "$folder/alogistics.control"
    sed -i 's/^EARLIER_VERSIONS =.*/EARLIER_VERSIONS = 0.1.0/' "$next/Makefile"
    local count
    count=$(find "$folder/migrations" -name '*.sql' | wc -l)
    sed -i "s/migrations = $count;/migrations = $((count + 1));/" "$next/src/alogistics/system.cpp"
    cat >"$folder/migrations/$(printf %04d $((count + 1)))_next.sql" <<'END'
alter table alogistics.ratings add column reply text;
comment on column alogistics.ratings.reply is 'Of the rated person.';
END
    cat >>"$folder/api/20_policies.sql" <<'END'
create policy ratings_update_rated on alogistics.ratings for update to authenticated
  using (rated_id = socle.uid());
END
    echo "comment on view alogistics.wallets is 'Next.';" >>"$folder/api/10_wallets.sql"
    cat >>"$folder/code/10_people.sql" <<'END'
create or replace function alogistics.next_version() returns text language sql immutable
set search_path = pg_catalog, pg_temp as $$ select '0.1.1' $$;
comment on function alogistics.next_version() is 'Says so. INVOKER.';
END
    (source "$next/tools/lib.sh" && build)
}

# What the extension has: members, and what they do.
members() {
    sql "$1" -c "select pg_describe_object(classid, objid, 0),
                        (select case prokind
                                  when 'a' then (select (to_jsonb(a) - 'aggfnoid')::text
                                                 from pg_aggregate as a where aggfnoid = objid)
                                  else pg_get_functiondef(objid) end
                         from pg_proc as f where f.oid = objid and classid = 'pg_proc'::regclass),
                        (select array_agg(right_::text order by right_::text)
                         from pg_proc as p, unnest(p.proacl) as right_ where p.oid = objid)
                 from pg_depend
                 where refclassid = 'pg_extension'::regclass and deptype = 'e' and refobjid =
                   (select oid from pg_extension where extname = 'alogistics')
                 order by 1"
}


test_upgrade() {
    createdb --template=extended upgraded
    remember upgraded
    make_next_version
    "$next/tools/cluster" start "$CLUSTER"
    check 'the new library refuses the old tables, and says what to do' refuses upgraded \
        "select test.request('too early', 'client', 5)" '55000: the tables do not match'
    check 'reading goes on meanwhile' answers upgraded \
        'select count(*) > 0 from alogistics.transport_requests' t
    check 'ALTER EXTENSION … UPDATE' sql upgraded -c 'alter extension alogistics update'
    check 'is not enough' refuses upgraded "select test.request('too early', 'client', 5)" '55000'
    check 'migrate() runs the new migration and the changed api' answers upgraded \
        'select alogistics.migrate()' 3
    check 'a second migrate() runs nothing' answers upgraded 'select alogistics.migrate()' 0
    check 'the new function is there' answers upgraded 'select alogistics.next_version()' 0.1.1
    check 'upgraded: every row is the same' same \
        <(grep -v '^socle\|^alogistics.ratings' "$scratch/upgraded.contents") \
        <(contents upgraded | grep -v '^socle\|^alogistics.ratings')
    check 'upgraded: doctor() says what it said before' same "$scratch/upgraded.doctor" <(doctor upgraded)
    check 'upgraded: the next job runs' works upgraded
    test_same_as_fresh
}

# An upgraded database is a freshly installed one, but for what the user added.
test_same_as_fresh() {
    dropdb socle_template
    fresh_database next
    sql next -f "$root/test/fixtures.sql"
    check 'upgraded: the extension is the same as a fresh one' same <(members next) <(members upgraded)
    sql next -f "$here/additions.sql"
    check 'upgraded: the schema is the same as a fresh one' same \
        <(schema next | sort) <(schema upgraded | sort)
    check 'fresh: doctor() is clean' is_sound next
}
