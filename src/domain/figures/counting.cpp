#include "domain/figures/counting.hpp"

#include <algorithm>
#include <limits>

namespace socle::figures {

namespace {

constexpr std::int64_t quarter_us = 15 * 60 * 1'000'000LL;
constexpr std::int64_t second_us = 1'000'000;
constexpr std::int64_t before_all = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t after_all = std::numeric_limits<std::int64_t>::max();

bool is_finite(std::int64_t time) { return time != before_all && time != after_all; }

std::int64_t quarter_of(std::int64_t time) {
  if (!is_finite(time)) return time;
  const std::int64_t past = time % quarter_us;
  return time - (past < 0 ? past + quarter_us : past);
}

// How long something took, in whole seconds; nothing if it did not begin or end.
std::int64_t seconds_between(const Time& earlier, const Time& later) {
  if (!earlier || !later || !is_finite(*earlier) || !is_finite(*later)) return 0;
  const std::int64_t us = *later - *earlier;
  return (us + (us < 0 ? -second_us / 2 : second_us / 2)) / second_us;
}

// Lines of one row; what has no time is none.
class Counter {
 public:
  void add(const Time& at, std::string_view figure, const Text& detail = {}, std::int64_t total = 0,
           const Text& currency = {}) {
    if (at)
      lines_.push_back(
          {quarter_of(*at), figure, detail.value_or(""), currency.value_or(""), 1, total});
  }
  Lines take() { return std::move(lines_); }

 private:
  Lines lines_;
};

Time only_if(bool is_so, const Time& time) { return is_so ? time : std::nullopt; }

// How far a request had come.
std::string_view stage_of(const Request& request) {
  if (request.paid_at) return "in_progress";
  if (request.assigned_at) return "assigned";
  return request.validated_at ? "validated" : "pending";
}

bool is_same(const Line& one, const Line& other) {
  return one.at == other.at && one.figure == other.figure && one.detail == other.detail &&
         one.currency == other.currency;
}

}  // namespace

Lines count(const Profile& profile) {
  Counter counter;
  counter.add(profile.created_at, "sign_ups", profile.role);
  counter.add(only_if(profile.is_verified == true, profile.created_at), "verified", profile.role);
  counter.add(only_if(profile.is_active == false, profile.created_at), "deactivated", profile.role);
  return counter.take();
}

Lines count(const Request& request) {
  const Time done = only_if(request.status == "completed", request.completed_at);
  const std::int64_t price = request.final_price.value_or(0);
  Counter counter;
  counter.add(request.created_at, "requests");
  if (request.created_at) counter.add(before_all, "requests_now", request.status);
  counter.add(request.validated_at, "validated", {},
              seconds_between(request.created_at, request.validated_at));
  counter.add(request.assigned_at, "assigned", {},
              seconds_between(request.validated_at, request.assigned_at));
  counter.add(request.paid_at, "paid", {}, price, request.currency);
  counter.add(done, "completed", {}, price, request.currency);
  counter.add(done, "commission", {}, request.platform_commission.value_or(0), request.currency);
  counter.add(done, "processing", {}, seconds_between(request.created_at, done));
  const bool is_on_time = done && request.delivery_date && *done <= *request.delivery_date;
  counter.add(only_if(is_on_time, done), "on_time");
  counter.add(only_if(request.status == "cancelled", request.cancelled_at), "cancelled",
              std::string(stage_of(request)));
  return counter.take();
}

Lines count(const Dispute& dispute) {
  Counter counter;
  counter.add(dispute.created_at, "disputes", dispute.category);
  counter.add(only_if(dispute.status == "resolved", dispute.created_at), "disputes_settled",
              dispute.category);
  counter.add(dispute.resolved_at, "resolutions", dispute.outcome,
              seconds_between(dispute.created_at, dispute.resolved_at));
  const std::int64_t refund = dispute.refund.value_or(0);
  counter.add(only_if(refund > 0, dispute.resolved_at), "dispute_refunds", {}, refund,
              dispute.currency);
  return counter.take();
}

Lines count(const Rating& rating) {
  Counter counter;
  const std::int64_t score = rating.score.value_or(0);
  counter.add(only_if(rating.is_published == true && rating.is_visible == true, rating.created_at),
              "ratings", std::to_string(score), score);
  return counter.take();
}

Lines subtract(Lines after, const Lines& before) {
  for (const Line& line : before) {
    auto same = std::find_if(after.begin(), after.end(),
                             [&](const Line& other) { return is_same(line, other); });
    if (same == after.end()) {
      after.push_back({line.at, line.figure, line.detail, line.currency, 0, 0});
      same = after.end() - 1;
    }
    same->times -= line.times;
    same->total -= line.total;
  }
  std::erase_if(after, [](const Line& line) { return line.times == 0 && line.total == 0; });
  return after;
}

}  // namespace socle::figures
