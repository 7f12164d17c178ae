#include "pg/earth_point.hpp"

extern "C" {
#include "extension/cube/cubedata.h"
#include "utils/fmgrprotos.h"
}

namespace socle::pg {

namespace {

// A function of PostgreSQL, so that every point is the same to the last bit. Runs in call().
double apply(PGFunction function, double value) {
  return DatumGetFloat8(DirectFunctionCall1(function, Float8GetDatum(value)));
}

}  // namespace

Datum earth_point(double lat_degrees, double lng_degrees) {
  constexpr double earth_m = 6378168;
  constexpr int dimensions = 3;
  return call([&] {
    const double lat = apply(radians, lat_degrees);
    const double lng = apply(radians, lng_degrees);
    auto* const point = static_cast<NDBOX*>(palloc0(POINT_SIZE(dimensions)));
    SET_VARSIZE(point, POINT_SIZE(dimensions));
    SET_DIM(point, dimensions);
    SET_POINT_BIT(point);
    const double from_axis_m = earth_m * apply(dcos, lat);
    point->x[0] = from_axis_m * apply(dcos, lng);
    point->x[1] = from_axis_m * apply(dsin, lng);
    point->x[2] = earth_m * apply(dsin, lat);
    return PointerGetDatum(point);
  });
}

}  // namespace socle::pg
