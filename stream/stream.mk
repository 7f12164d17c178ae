# The gateway, a program of its own: `make stream` builds build/socle-stream. It shares the domain with
# the extensions, so there is one way to read a token.
STREAM_OBJS  = $(patsubst stream/%.cpp,build/obj/stream/%.o,$(wildcard stream/*.cpp))
DOMAIN_OBJS  = $(filter build/obj/domain/%,$(OBJS))
STREAM_FLAGS = -std=c++20 -O2 $(DEBUG) -Wall -Wextra -Wpedantic -Wshadow -Wconversion $(if $(WERROR),-Werror) \
               -DBOOST_ASIO_SEPARATE_COMPILATION -DBOOST_BEAST_SEPARATE_COMPILATION \
               -Isrc -I. -isystem $(shell $(PG_CONFIG) --includedir)
STREAM_LIBS  = -L$(shell $(PG_CONFIG) --libdir) -lpq -lcrypto -lcrypt -pthread

stream: build/socle-stream

build/socle-stream: $(STREAM_OBJS) $(DOMAIN_OBJS)
	$(CXX) -o $@ $^ $(STREAM_LIBS)

build/obj/stream/%.o: stream/%.cpp
	@mkdir -p $(@D)
	$(CXX) $(STREAM_FLAGS) -MMD -MP -c -o $@ $<

-include $(STREAM_OBJS:.o=.d)

.PHONY: stream
