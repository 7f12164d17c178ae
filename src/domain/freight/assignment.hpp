// May this transporter carry this cargo with this vehicle? Source.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "domain/freight/request.hpp"
#include "domain/result.hpp"
#include "domain/uuid.hpp"

namespace socle::freight {

struct Job {
  Uuid client;
  TransportType type;
  double weight_kg;
  std::optional<double> volume_m3;
  std::int32_t window_end;  // day of delivery, days since 2000-01-01
};

struct Carrier {
  Uuid id;
  bool is_transporter;
  bool is_active;
  bool is_verified;
  bool has_overlapping_job = false;
  bool has_identity = false;                        // an approved paper
  std::optional<std::int32_t> licence_expiry = {};  // last valid day; none counts as expired
};

// Which papers an assignment asks for: none; insurance and inspection of the vehicle; or licence
// and identity of the transporter too. Setting vehicle.required_documents.
enum class Papers { none, vehicle, all };

std::optional<Papers> parse_papers(std::string_view text);

struct Vehicle {
  Uuid owner;
  VehicleType type;
  double capacity_kg;
  std::optional<double> capacity_m3;  // unknown counts as too small for a cargo with a volume
  bool is_available;
  bool is_verified;
  bool has_overlapping_job;
  std::optional<std::int32_t> insurance_expiry;  // last valid day; none counts as expired
  std::optional<std::int32_t> inspection_expiry;
};

// Which vehicles may carry what: refrigerated and hazardous goods need a van, truck or trailer;
// fragile goods anything but a moto; standard and express anything.
bool is_suitable(VehicleType vehicle, TransportType cargo);

// Every rule that the assignment breaks, in this order: self_dealing, not_a_transporter,
// transporter_inactive, transporter_not_verified, vehicle_not_owned, vehicle_not_verified,
// vehicle_unavailable, vehicle_unsuitable, vehicle_too_small (by weight, by volume),
// insurance_expired, inspection_expired, licence_expired, identity_missing, vehicle_busy,
// transporter_busy.
std::vector<Refusal> list_reasons(const Job& job, const Carrier& carrier, const Vehicle& vehicle,
                                  Papers papers);

// The reasons as a JSON array of objects: [{"error":"vehicle_busy"}, …].
std::string reasons_json(std::span<const Refusal> reasons);

// Refuses with the first of the reasons; its detail lists all of them as "reasons".
Check check_assignment(const Job& job, const Carrier& carrier, const Vehicle& vehicle,
                       Papers papers);

}  // namespace socle::freight
