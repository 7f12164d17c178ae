# Builds socle.so and the extension scripts, and is the front door to everything else: `make help`.
# PGXS does the building; PG_CONFIG chooses the PostgreSQL. CMakeLists.txt is for developers only.

PG_CONFIG ?= pg_config
export PG_CONFIG

# One extension per folder that has a control file. A new system needs no change here.
CONTROLS := $(wildcard extension/*/*.control)
SYSTEMS  := $(notdir $(basename $(CONTROLS)))
SOURCES  := $(wildcard src/*/*.cpp src/domain/*/*.cpp)

# Released versions that a database may still have; each gets a script that updates it to this one.
EARLIER_VERSIONS =

# The version of extension $(1), as its control file says.
version = $(shell sed -n "s/^default_version *= *'\(.*\)'.*/\1/p" extension/$(1)/$(1).control)
script  = build/sql/$(1)--$(call version,$(1)).sql
updates = $(foreach old,$(filter-out $(call version,$(1)),$(EARLIER_VERSIONS)), \
          build/sql/$(1)--$(old)--$(call version,$(1)).sql)

MODULE_big   = socle
OBJS         = $(SOURCES:src/%.cpp=build/obj/%.o)
EXTENSION    = $(basename $(CONTROLS))
DATA_built   = $(foreach system,$(SYSTEMS),$(call script,$(system)) $(call updates,$(system)))
REGRESS      = $(sort $(basename $(notdir $(wildcard sql/*.sql))))
REGRESS_OPTS = --inputdir=. --outputdir=build/regress
EXTRA_CLEAN  = build $(wildcard tools/*/node_modules test/*/node_modules examples/*/node_modules)

# -isystem: the server's headers do not survive our warnings.
PG_CPPFLAGS = -Isrc -isystem $(shell $(PG_CONFIG) --includedir-server)
# -g1: what backtraces need. All of -g takes a quarter of the time to build; `make DEBUG=-g` has it.
DEBUG ?= -g1
PG_CXXFLAGS = -std=c++20 -O2 $(DEBUG) -Wall -Wextra -Wpedantic -Wshadow -Wconversion -fvisibility=hidden \
              $(if $(WERROR),-Werror)
SHLIB_LINK  = -Wl,--version-script=build/exports.map -lstdc++ -lcrypto -lcrypt

# Bitcode only serves JIT inlining, from which C++ entry points gain nothing.
override with_llvm = no

PGXS := $(wildcard $(shell $(PG_CONFIG) --pgxs 2>/dev/null))
ifneq ($(PGXS),)
include $(PGXS)
else
# A fresh machine: `make run` and `make test` install PostgreSQL first, then call make again.
all install installcheck:
	@echo "No PostgreSQL server headers: run tools/install_packages, or set PG_CONFIG." >&2; exit 1
clean:
	rm -rf build socle.so
endif

# PGXS counts missing objects as up to date (.SECONDARY), so rm -rf build must take the library along.
$(if $(wildcard build/obj),,$(shell rm -f socle.so))

# PGXS knows nothing of header dependencies or of objects outside the source tree.
build/obj/%.o: src/%.cpp
	@mkdir -p $(@D)
	$(COMPILE.cc) -MMD -MP -o $@ $<

-include $(OBJS:.o=.d)

# Template instances of the standard library are visible in spite of -fvisibility=hidden.
socle.so: build/exports.map
build/exports.map: $(CONTROLS)
	@mkdir -p $(@D)
	printf '{ global: Pg_magic_func; _PG_init; _PG_fini; pg_finfo_*; $(SYSTEMS:%=%_*;) local: *; };\n' >$@

# script_rule FILE,SYSTEM,OPTION
define script_rule
$(1): tools/build_extension_script \
    $(wildcard extension/$(2)/*.control extension/$(2)/*/*.sql extension/shared/*.sql)
	@mkdir -p $$(@D)
	tools/build_extension_script $(3) $(2) >$$@.new
	mv $$@.new $$@
endef
$(foreach system,$(SYSTEMS),$(eval $(call script_rule,$(call script,$(system)),$(system))))
$(foreach system,$(SYSTEMS),$(foreach update,$(call updates,$(system)), \
    $(eval $(call script_rule,$(update),$(system),--update))))

include stream/stream.mk

installcheck: build/regress
build/regress:
	mkdir -p $@

# A private server with demo data, PostgREST and the gateway of the event stream, in .run/.
run:
	@tools/run

demo:
	@tools/demo

stop:
	@tools/stop

clean: remove-servers
remove-servers:
	@tools/stop --remove

# The longest first, so that the last one leaves no processor idle for long. `unit` is not among them:
# `sanitize` runs the same tests and sees more.
SUITES = sanitize pgtap jobs fault http docs levels lifecycle stream isolation adapter fuzz regress pooler layers

test:
	@tools/test $(SUITES)

test-unit $(SUITES:%=test-%): test-%:
	@tools/test $*

BENCHES = ledger login rls freight figures jobs events notices stream limits audit workflow growth

bench: $(BENCHES:%=bench-%)

$(BENCHES:%=bench-%): bench-%:
	@bench/$*/run

help:
	@sed -n 's/^## //p' Makefile

.PHONY: run demo stop remove-servers test test-unit $(SUITES:%=test-%) bench $(BENCHES:%=bench-%) help
.DELETE_ON_ERROR:

## make                 build socle.so and the extension scripts
## make stream          build build/socle-stream, the gateway of the event stream
## make install         install them into the PostgreSQL of PG_CONFIG
## make installcheck    run the regression tests on a running server with them installed
## make run             start a private server with demo data, a REST interface and the event stream
## make demo            replay one freight job on it, step by step
## make stop            stop it; the data stay
## make clean           stop everything private and remove all that was built or created
## make test            run every suite
## make test-unit       domain rules, without a server (make test has them by test-sanitize)
## make test-sanitize   the same under ASan and UBSan
## make test-fuzz       the readers of tokens and claims, on odd input, for some seconds
## make test-layers     who may include what, file and function sizes, exported symbols
## make test-adapter    the C++ adapter inside a server
## make test-regress    exact results and errors of the SQL surface
## make test-pgtap      behaviour, and who may do what to which table
## make test-isolation  concurrent sessions
## make test-levels     what must hold in REPEATABLE READ and SERIALIZABLE too
## make test-http       the REST interface, with the client that apps use
## make test-stream     the gateway of the event stream, with many readers
## make test-pooler     identities through pgbouncer in transaction mode
## make test-lifecycle  dump and restore, upgrade, drop
## make test-fault      races, and crashes under load; ROUNDS=100 for a long run
## make test-jobs       10,000 random jobs, from creation to a final state; JOBS, SEED
## make test-docs       the commands that the documentation shows
## make bench           those below, one after the other
## make bench-ledger    our transfer against what one would write instead: bench/README.md
## make bench-login     whether the time of a log-in tells what is known of an account
## make bench-rls       row security against the same statements without it
## make bench-freight   lists, positions and suggestions among a million requests
## make bench-figures   the numbers of the business among a million requests
## make bench-jobs      jobs claimed and completed beside a plain queue with SKIP LOCKED
## make bench-events    what events cost writers beside plain inserts and NOTIFY, and how soon they arrive
## make bench-notices   one notification for 100,000 people beside a plain INSERT … SELECT
## make bench-stream    the gateway with 5,000 readers, and a change that 1,000 of them hear
## make bench-limits    what limits and metrics add to a request
## make bench-audit     an audited update beside one that is not, and beside triggers in PL/pgSQL
## make bench-workflow  the main job, step by step, beside PL/pgSQL for the same tables and beside bare writes
## make bench-growth    each operation at 10,000, a million and ten million rows of history, and after a churn
## make help            this list
