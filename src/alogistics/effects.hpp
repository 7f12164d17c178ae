// What follows from a step of a request: money, notifications, audit.
#pragma once

#include "alogistics/amounts.hpp"
#include "alogistics/request_row.hpp"
#include "alogistics/system.hpp"
#include "socle/audit.hpp"
#include "socle/notify.hpp"

namespace socle::alogistics {

// What the transporter and the platform got at the end of a job.
struct Release {
  money::Minor earnings;
  money::Minor commission;
};

// One change of one request.
class Effects {
 public:
  Effects(pg::Trigger& trigger, pg::Schema system)
      : trigger_(trigger),
        before_(trigger.old_row()),
        row_(trigger.new_row()),
        system_(system),
        caller_(require_caller(system)),
        client_(client_of(row_)),
        transporter_(trigger.is_update() && transporter_of(before_) ? transporter_of(before_)
                                                                    : transporter_of(row_)) {}

  void created() {
    tell_client("request.created.client", {route(), price("price", "estimated_price", client_)});
    write_audit("create");
  }

  void edited();

  void moved(freight::Status from, freight::Status to);

  // AFTER triggers run when the statement has ended; what it called meanwhile may have moved the
  // request on. The effects of a step that no longer stands would move money for nothing.
  void require_unchanged();

 private:
  void validated();
  void assigned();
  void unassigned(freight::Status from);
  void paid();
  void picked_up();
  void completed();
  void cancelled(freight::Status from);

  // Money: effects_money.cpp.
  Release release();
  void hold(money::Minor price);
  void require_held(money::Minor balance);
  void pay_advance();
  // effects_leaving.cpp.
  void divide_escrow(freight::Status from);
  void penalize(freight::Status from);

  notifications::Parameter route() {
    return {"route",
            row_.get<std::string>("pickup_city") + " → " + row_.get<std::string>("delivery_city")};
  }
  notifications::Parameter reason() {
    return {"reason", row_.get<std::optional<std::string>>("status_reason").value_or("—")};
  }
  notifications::Parameter amount(std::string_view name, money::Minor value, const Uuid& reader) {
    return {name, written(value, currency_of(row_), this->reader(reader).locale)};
  }
  notifications::Parameter price(std::string_view name, const char* column, const Uuid& reader) {
    return amount(name, row_.get<std::int64_t>(column), reader);
  }

  // Read once, though it takes the language of each amount and of the words.
  const Reader& reader(const Uuid& person) {
    std::optional<Reader>& known = person == client_ ? client_reader_ : transporter_reader_;
    if (!known) known = reader_of(system_, person);
    return *known;
  }
  void tell_client(std::string_view key, const std::vector<notifications::Parameter>& parameters) {
    notify(spi_, system_, reader(client_), key, parameters, request_id(row_));
  }
  void tell_transporter(std::string_view key,
                        const std::vector<notifications::Parameter>& parameters) {
    if (transporter_)
      notify(spi_, system_, reader(*transporter_), key, parameters, request_id(row_));
  }
  void write_audit(std::string_view event) {
    audit_row(spi_, trigger_, caller_.user, "transport_request." + std::string(event));
  }

  pg::Trigger& trigger_;
  pg::Row& before_;
  pg::Row& row_;
  pg::Schema system_;
  Caller caller_;
  Uuid client_;
  std::optional<Uuid> transporter_;
  std::optional<Reader> client_reader_;
  std::optional<Reader> transporter_reader_;
  pg::Spi spi_;
};

}  // namespace socle::alogistics
