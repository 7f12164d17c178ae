// SQL from C++: statements that are prepared once per backend, parameters and columns as C++
// values.
#pragma once

#include <array>
#include <tuple>

#include "pg/function.hpp"

namespace socle::pg {

// What a statement may do. `read` keeps the caller's snapshot: for functions declared STABLE, also
// in parallel workers. `write` sees what this transaction wrote just before.
enum class Access { read, write };

// A statement prepared at its first use and kept. PostgreSQL plans it anew by itself when the
// schema, the role or row security changes, so it is never freed. Parameters are P…, $1 first.
// Declare it constinit: a local static with an initialiser that fails would end the backend.
template <class... P>
class Statement {
 public:
  constexpr explicit Statement(const char* sql) : sql_(sql) {}
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  SPIPlanPtr plan();

 private:
  const char* sql_;
  SPIPlanPtr plan_ = nullptr;
};

// The same statement for whichever schema a function works on: {schema} in its text stands for the
// quoted name. Keeps a plan for each of the last few schemas; who renames a schema needs new
// sessions.
template <class... P>
class SchemaStatement {
 public:
  constexpr explicit SchemaStatement(const char* sql) : sql_(sql) {}
  SchemaStatement(const SchemaStatement&) = delete;
  SchemaStatement& operator=(const SchemaStatement&) = delete;

  SPIPlanPtr plan(Schema schema);

 private:
  static constexpr std::size_t kept_max = 8;
  struct Kept {
    Oid schema = InvalidOid;
    SPIPlanPtr plan = nullptr;
  };
  const char* sql_;
  std::array<Kept, kept_max> kept_{};
  std::size_t next_ = 0;
};

SPIPlanPtr prepare_kept(const char* sql, const Oid* types, int count);
SPIPlanPtr prepare_kept_in(Schema schema, const char* sql, const Oid* types, int count);
void forget_plan(SPIPlanPtr plan);

// The quoted name of a schema.
std::string quoted_name(Schema schema);

// A connection to SPI. While an exception passes it is left open: the abort that follows closes it,
// as it does for C code. Rows are copied out, so nothing but a JsonDatum dangles when it closes.
class Spi {
 public:
  explicit Spi(Access access = Access::write);
  ~Spi();
  Spi(const Spi&) = delete;
  Spi& operator=(const Spi&) = delete;

  // Runs a statement and returns the number of rows that it touched or found.
  template <class... P, class... A>
  std::uint64_t run(Statement<P...>& statement, const A&... parameters) {
    return execute<P...>(statement.plan(), 0, parameters...);
  }
  template <class... P, class... A>
  std::uint64_t run(SchemaStatement<P...>& statement, Schema schema, const A&... parameters) {
    return execute<P...>(statement.plan(schema), 0, parameters...);
  }

  // The first row as C++ values, or nothing. A SELECT stops there; a statement that writes and says
  // RETURNING does all of its work.
  template <class... C, class... P, class... A>
  std::optional<std::tuple<C...>> row(Statement<P...>& statement, const A&... parameters) {
    return first<C...>(execute<P...>(statement.plan(), 1, parameters...));
  }
  template <class... C, class... P, class... A>
  std::optional<std::tuple<C...>> row(SchemaStatement<P...>& statement, Schema schema,
                                      const A&... parameters) {
    return first<C...>(execute<P...>(statement.plan(schema), 1, parameters...));
  }

  // All rows.
  template <class... C, class... P, class... A>
  std::vector<std::tuple<C...>> rows(Statement<P...>& statement, const A&... parameters) {
    return all<C...>(execute<P...>(statement.plan(), 0, parameters...));
  }
  template <class... C, class... P, class... A>
  std::vector<std::tuple<C...>> rows(SchemaStatement<P...>& statement, Schema schema,
                                     const A&... parameters) {
    return all<C...>(execute<P...>(statement.plan(schema), 0, parameters...));
  }

  // Runs a script of any number of statements, unprepared. For migrations.
  void script(const std::string& sql);

  // Makes the transition tables of the trigger that is running readable by name.
  void register_transition_tables(FunctionCallInfo fcinfo);

 private:
  static constexpr std::size_t parameters_max = 32;

  template <class... P, class... A>
  std::uint64_t execute(SPIPlanPtr plan, long limit, const A&... parameters) {
    static_assert(sizeof...(A) == sizeof...(P), "as many parameters as the statement has");
    static_assert(sizeof...(P) <= parameters_max);
    // One element more than parameters: an array must not be empty.
    const std::array<NullableDatum, sizeof...(P) + 1> values{write_parameter<P>(parameters)...};
    return execute_plan(plan, values.data(), sizeof...(P), limit);
  }

  template <class P, class A>
  static NullableDatum write_parameter(const A& value) {
    static_assert(oid_of<P> == oid_of<A>, "a parameter of the statement's type");
    return write_datum<A>(value);
  }

  template <class... C>
  std::optional<std::tuple<C...>> first(std::uint64_t found) {
    if (found == 0) return std::nullopt;
    return tuple<C...>(0, std::index_sequence_for<C...>{});
  }
  template <class... C>
  std::vector<std::tuple<C...>> all(std::uint64_t found) {
    std::vector<std::tuple<C...>> result;
    result.reserve(found);
    for (std::uint64_t i = 0; i < found; ++i)
      result.push_back(tuple<C...>(i, std::index_sequence_for<C...>{}));
    return result;
  }
  template <class... C, std::size_t... I>
  std::tuple<C...> tuple(std::uint64_t row, std::index_sequence<I...>) {
    return {read_datum<C>(column(row, static_cast<int>(I) + 1, oid_of<C>), "column", I + 1)...};
  }

  std::uint64_t execute_plan(SPIPlanPtr plan, const NullableDatum* values, std::size_t count,
                             long limit);
  // Raises 42804 if the column is not of type `type`.
  static NullableDatum column(std::uint64_t row, int number, Oid type);

  bool read_only_;
  int exceptions_;
};

template <class... P>
SPIPlanPtr Statement<P...>::plan() {
  if (plan_ == nullptr) {
    const std::array<Oid, sizeof...(P) + 1> types{oid_of<P>...};
    plan_ = prepare_kept(sql_, types.data(), static_cast<int>(sizeof...(P)));
  }
  return plan_;
}

template <class... P>
SPIPlanPtr SchemaStatement<P...>::plan(Schema schema) {
  for (const Kept& kept : kept_)
    if (kept.schema == schema.oid && kept.plan != nullptr) return kept.plan;
  const std::array<Oid, sizeof...(P) + 1> types{oid_of<P>...};
  SPIPlanPtr const fresh =
      prepare_kept_in(schema, sql_, types.data(), static_cast<int>(sizeof...(P)));
  Kept& slot = kept_[next_];
  if (slot.plan != nullptr) forget_plan(slot.plan);
  slot = {schema.oid, fresh};
  next_ = (next_ + 1) % kept_max;
  return fresh;
}

}  // namespace socle::pg
