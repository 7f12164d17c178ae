#include "domain/settings/settings.hpp"

#include <algorithm>
#include <utility>

#include "domain/errors/catalogue.hpp"
#include "domain/freight/tariff.hpp"
#include "domain/json.hpp"

namespace socle::settings {
namespace {

constexpr std::string_view currencies[] = {"XOF", "XAF", "EUR", "GNF"};
constexpr std::int64_t amount_max = 1'000'000'000'000;
constexpr std::string_view debit_moments[] = {"assignment", "validation"};
constexpr std::string_view confirmations[] = {"optional", "required"};

constexpr Definition table[] = {
    {
        .key = "platform.commission_bps",
        .kind = Kind::integer,
        .minimum = 0,
        .maximum = 10'000,
        .choices = {},
        .default_json = "1500",
        .description = "Commission of the platform in basis points of the price.",
        .description_fr = "Commission de la plateforme en points de base du prix.",
    },
    {
        .key = "platform.currency",
        .kind = Kind::text,
        .minimum = 0,
        .maximum = 0,
        .choices = currencies,
        .default_json = "\"XOF\"",
        .description = "Currency of new wallets and requests (ISO 4217).",
        .description_fr = "Devise des nouveaux portefeuilles et des nouvelles demandes (ISO 4217).",
    },
    {
        .key = "payment.debit_at",
        .kind = Kind::text,
        .minimum = 0,
        .maximum = 0,
        .choices = debit_moments,
        .default_json = "\"assignment\"",
        .description = "When the client pays: once a transporter is assigned, or at validation.",
        .description_fr =
            "Moment du paiement par le client : après l'assignation ou à la validation.",
    },
    {
        .key = "pricing.tariff",
        .kind = Kind::tariff,
        .minimum = 0,
        .maximum = 0,
        .choices = {},
        .default_json =
            R"({"base":2000,"per_km":150,"per_tonne_km":60,"minimum":2500,"rounding":50,)"
            R"("express_percent":150,"fragile_percent":130,"refrigerated_percent":160,)"
            R"("hazardous_percent":200})",
        .description = "Tariff of the estimated price, in minor units and percent.",
        .description_fr = "Tarif du prix estimé, en unités mineures et en pourcentage.",
    },
    {
        .key = "withdrawal.minimum",
        .kind = Kind::integer,
        .minimum = 0,
        .maximum = amount_max,
        .choices = {},
        .default_json = "1000",
        .description = "Smallest withdrawal, in minor units of the currency of the platform.",
        .description_fr = "Retrait minimal, en unités mineures de la devise de la plateforme.",
    },
    {
        .key = "withdrawal.fee",
        .kind = Kind::integer,
        .minimum = 0,
        .maximum = amount_max,
        .choices = {},
        .default_json = "0",
        .description = "Fixed part of the fee of a withdrawal, in minor units of the currency of "
                       "the platform.",
        .description_fr =
            "Part fixe des frais de retrait, en unités mineures de la devise de la plateforme.",
    },
    {
        .key = "withdrawal.fee_bps",
        .kind = Kind::integer,
        .minimum = 0,
        .maximum = 10'000,
        .choices = {},
        .default_json = "100",
        .description = "Part of the fee of a withdrawal in basis points of its amount.",
        .description_fr = "Part des frais de retrait en points de base de son montant.",
    },
    {
        .key = "withdrawal.daily_cap",
        .kind = Kind::integer,
        .minimum = 0,
        .maximum = amount_max,
        .choices = {},
        .default_json = "2000000",
        .description = "What a wallet may withdraw in a day, in minor units of the currency of the "
                       "platform; 0: no cap.",
        .description_fr = "Plafond des retraits d'un portefeuille par jour, en unités mineures de "
                          "la devise de la plateforme ; 0 : aucun.",
    },
    {
        .key = "withdrawal.hold_days",
        .kind = Kind::integer,
        .minimum = 0,
        .maximum = 90,
        .choices = {},
        .default_json = "0",
        .description = "Days that a credit stays in the wallet before it can be withdrawn.",
        .description_fr = "Jours pendant lesquels un crédit reste dans le portefeuille avant de "
                          "pouvoir être retiré.",
    },
    {
        .key = "top_up.expires_hours",
        .kind = Kind::integer,
        .minimum = 1,
        .maximum = 720,
        .choices = {},
        .default_json = "24",
        .description = "Hours that a started top-up waits for its payment.",
        .description_fr = "Heures pendant lesquelles une recharge commencée attend son paiement.",
    },
    {
        .key = "idempotency.hours",
        .kind = Kind::integer,
        .minimum = 1,
        .maximum = 720,
        .choices = {},
        .default_json = "24",
        .description = "Hours that an idempotency key and its answer are kept.",
        .description_fr = "Heures de conservation d'une clé d'idempotence et de sa réponse.",
    },
    {
        .key = "auth.bcrypt_cost",
        .kind = Kind::integer,
        .minimum = 8,
        .maximum = 16,
        .choices = {},
        .default_json = "12",
        .description = "Cost of hashing a password: each step doubles the time of a log-in.",
        .description_fr = "Coût du hachage d'un mot de passe : chaque cran double la durée d'une "
                          "connexion.",
    },
    {
        .key = "auth.password_length_min",
        .kind = Kind::integer,
        .minimum = 8,
        .maximum = 72,
        .choices = {},
        .default_json = "8",
        .description = "Characters that a new password has at least.",
        .description_fr = "Nombre minimal de caractères d'un nouveau mot de passe.",
    },
    {
        .key = "auth.access_token_minutes",
        .kind = Kind::integer,
        .minimum = 1,
        .maximum = 60,
        .choices = {},
        .default_json = "15",
        .description = "Minutes that an access token is valid.",
        .description_fr = "Durée de validité d'un jeton d'accès, en minutes.",
    },
    {
        .key = "auth.session_days",
        .kind = Kind::integer,
        .minimum = 1,
        .maximum = 365,
        .choices = {},
        .default_json = "30",
        .description = "Days after its last use that a session ends.",
        .description_fr = "Jours après sa dernière utilisation au bout desquels une session prend "
                          "fin.",
    },
    {
        .key = "auth.email_confirmation",
        .kind = Kind::text,
        .minimum = 0,
        .maximum = 0,
        .choices = confirmations,
        .default_json = "\"optional\"",
        .description = "Whether people confirm their e-mail address before they can log in.",
        .description_fr = "Confirmation de l'adresse e-mail exigée ou non avant de pouvoir se "
                          "connecter.",
    },
    {
        .key = "auth.one_time_token_minutes",
        .kind = Kind::integer,
        .minimum = 5,
        .maximum = 1440,
        .choices = {},
        .default_json = "60",
        .description = "Minutes that a link for confirming an address or resetting a password is "
                       "valid.",
        .description_fr = "Durée de validité, en minutes, d'un lien de confirmation ou de "
                          "réinitialisation.",
    },
};

Refusal invalid(std::string_view key, std::string_view reason) {
  return Refusal(errors::invalid_setting).with("key", key).with("reason", reason);
}

const Definition* find(std::string_view key) {
  for (const Definition& definition : table) {
    if (definition.key == key) return &definition;
  }
  return nullptr;
}

Check check_integer(const Definition& definition, std::string_view json) {
  const auto number = read_integer(definition.key, json);
  if (!number) return number.refusal();
  if (number.value() < definition.minimum || number.value() > definition.maximum) {
    return invalid(definition.key, "out of bounds")
        .with("minimum", definition.minimum)
        .with("maximum", definition.maximum);
  }
  return {};
}

Check check_text(const Definition& definition, std::string_view json) {
  const auto text = read_text(definition.key, json);
  if (!text) return text.refusal();
  const auto& choices = definition.choices;
  if (std::find(choices.begin(), choices.end(), text.value()) != choices.end()) return {};

  return invalid(definition.key, "not one of the choices").with_texts("allowed", choices);
}

}  // namespace

std::span<const Definition> definitions() { return table; }

Check check_setting(std::string_view key, std::string_view json) {
  const Definition* definition = find(key);
  if (definition == nullptr) return invalid(key, "unknown key");
  switch (definition->kind) {
    case Kind::integer:
      return check_integer(*definition, json);
    case Kind::text:
      return check_text(*definition, json);
    case Kind::tariff: {
      const auto tariff = freight::read_tariff(json);
      if (!tariff) return tariff.refusal();
      return {};
    }
  }
  return invalid(key, "unknown key");
}

Result<std::int64_t> read_integer(std::string_view key, std::string_view json) {
  const auto document = json::read(json);
  if (!document || document->root.kind != json::Kind::integer) {
    return invalid(key, "not an integer");
  }
  return document->root.integer;
}

Result<std::string> read_text(std::string_view key, std::string_view json) {
  auto document = json::read(json);
  if (!document || document->root.kind != json::Kind::string) return invalid(key, "not a text");
  return std::move(document->root.text);
}

}  // namespace socle::settings
