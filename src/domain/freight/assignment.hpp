// May this transporter carry this cargo with this vehicle? Source.
#pragma once

#include <optional>

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
};

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

// Refuses in this order: self_dealing, not_a_transporter, transporter_inactive,
// transporter_not_verified, vehicle_not_owned, vehicle_not_verified, vehicle_unavailable,
// vehicle_unsuitable, vehicle_too_small, insurance_expired, inspection_expired, vehicle_busy.
Check check_assignment(const Job& job, const Carrier& carrier, const Vehicle& vehicle);

}  // namespace socle::freight
