// The templates by area, each in a file of its own.
#pragma once

#include "domain/notifications/texts.hpp"

namespace socle::notifications {

std::span<const Template> requests_templates();
std::span<const Template> vehicles_templates();
std::span<const Template> tracking_templates();
std::span<const Template> delivery_templates();
std::span<const Template> disputes_templates();
std::span<const Template> money_templates();
std::span<const Template> accounts_templates();

}  // namespace socle::notifications
