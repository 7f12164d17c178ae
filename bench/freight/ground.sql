-- Where and from what bench/freight makes its rows: the same numbers make the same rows.
create schema bench;
grant usage on schema bench to public;

-- Cities of West Africa: degrees.
create table bench.cities (number integer primary key, name text not null, lat float8 not null, lng float8 not null);
insert into bench.cities values
  (0, 'Dakar', 14.6928, -17.4467), (1, 'Thiès', 14.7910, -16.9256), (2, 'Saint-Louis', 16.0179, -16.4896),
  (3, 'Kaolack', 14.1652, -16.0757), (4, 'Tambacounda', 13.7707, -13.6673), (5, 'Bamako', 12.6392, -8.0029),
  (6, 'Kayes', 14.4469, -11.4445), (7, 'Sikasso', 11.3170, -5.6665), (8, 'Abidjan', 5.3600, -4.0083),
  (9, 'Bouaké', 7.6906, -5.0303), (10, 'Yamoussoukro', 6.8276, -5.2893), (11, 'Ouagadougou', 12.3714, -1.5197),
  (12, 'Bobo-Dioulasso', 11.1771, -4.2979), (13, 'Lomé', 6.1725, 1.2314), (14, 'Cotonou', 6.3703, 2.3912),
  (15, 'Niamey', 13.5116, 2.1254), (16, 'Conakry', 9.6412, -13.5784), (17, 'Nouakchott', 18.0735, -15.9582),
  (18, 'Accra', 5.6037, -0.1870), (19, 'Ziguinchor', 12.5681, -16.2733);

create table bench.goods (number integer primary key, name text not null);
insert into bench.goods values
  (0, 'Riz brisé en sacs de 50 kg'), (1, 'Ciment en sacs'), (2, 'Oignons de Galmi en filets'),
  (3, 'Fer à béton en barres de 12 m'), (4, 'Mangues pour l''exportation'), (5, 'Poisson fumé en cartons'),
  (6, 'Arachides décortiquées'), (7, 'Meubles démontés'), (8, 'Pièces détachées de moteurs'),
  (9, 'Carrelage sur palettes'), (10, 'Huile de palme en bidons'), (11, 'Coton égrené en balles'),
  (12, 'Noix de cajou en sacs de jute'), (13, 'Bouteilles de gaz'), (14, 'Médicaments à conserver au froid'),
  (15, 'Tissus wax en rouleaux');

-- 0 … size − 1, which looks like chance.
create function bench.pick(n bigint, salt integer, size integer) returns integer
language sql immutable parallel safe
return abs(hashint8extended(n, salt) % size)::integer;

-- Up to 30 km off, in degrees.
create function bench.off(n bigint, salt integer) returns float8
language sql immutable parallel safe
return (bench.pick(n, salt, 6001) - 3000) / 10000.0;

create function bench.key(kind text, n bigint) returns uuid
language sql immutable parallel safe
return md5(kind || ' ' || n)::uuid;

\ir ../bulk.sql
