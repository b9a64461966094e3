import SyncModel

/// The organisation, as far as we look at it.
struct ZohoOrganisation: Sendable, Hashable {
    /// What the account is pinned by.
    var id: String
    var name: String?
    var type: String?
    var currency: String?
    var hasSeveralCurrencies: Bool
    var edition: String?
    var users: Int

    init?(_ json: ZohoJSON) {
        guard let id = json["zgid"]?.string ?? json["id"]?.string else { return nil }
        self.id = id
        name = json["company_name"]?.string
        type = json["type"]?.string
        currency = json["iso_code"]?.string ?? json["currency"]?.string
        hasSeveralCurrencies = json["mc_status"]?.bool ?? false
        edition = json["license_details"]?["paid_type"]?.string
        users = json["license_details"]?["users_license_purchased"]?.integer ?? 0
    }
}

/// A field of a module, as its metadata tells.
struct ZohoField: Sendable, Hashable {
    struct Option: Sendable, Hashable {
        var label: String
        var value: String
        /// For stages: `Open`, `Closed Won`, `Closed Lost`.
        var forecast: String?
    }

    var id: String
    var apiName: String
    var label: String
    var type: String
    var length: Int?
    var isUnique: Bool
    var isReadOnly: Bool
    var isCustom: Bool
    var isMandatory: Bool
    var options: [Option]

    init?(_ json: ZohoJSON) {
        guard let apiName = json["api_name"]?.string else { return nil }
        self.apiName = apiName
        id = json["id"]?.string ?? ""
        label = json["field_label"]?.string ?? json["display_label"]?.string ?? apiName
        type = json["data_type"]?.string ?? "text"
        length = json["length"]?.integer
        // An empty object means that duplicates are allowed.
        isUnique = json["unique"]?.bool ?? !(json["unique"]?.members.isEmpty ?? true)
        isCustom = json["custom_field"]?.bool ?? false
        isMandatory = json["system_mandatory"]?.bool ?? false
        let canWrite = json["operation_type"]?["api_create"]?.bool ?? true
        isReadOnly =
            json["field_read_only"]?.bool == true || json["read_only"]?.bool == true || !canWrite
            || ["formula", "autonumber", "rollup_summary"].contains(type)
        options = (json["pick_list_values"]?.list ?? []).compactMap { Option($0) }
    }
}

extension ZohoField.Option {
    init?(_ json: ZohoJSON) {
        guard let value = json["actual_value"]?.string ?? json["display_value"]?.string, value != "-None-" else {
            return nil
        }
        self.init(
            label: json["display_value"]?.string ?? value,
            value: value,
            forecast: json["forecast_type"]?.string
        )
    }
}

struct ZohoPipeline: Sendable, Hashable {
    var label: String
    var value: String
    var isDefault: Bool
    /// In their order.
    var stages: [ZohoField.Option]

    init(label: String, value: String, isDefault: Bool, stages: [ZohoField.Option]) {
        self.label = label
        self.value = value
        self.isDefault = isDefault
        self.stages = stages
    }

    init?(_ json: ZohoJSON) {
        guard let value = json["actual_value"]?.string ?? json["display_value"]?.string else { return nil }
        let maps = (json["maps"]?.list ?? []).sorted {
            ($0["sequence_number"]?.integer ?? 0) < ($1["sequence_number"]?.integer ?? 0)
        }
        self.init(
            label: json["display_value"]?.string ?? value,
            value: value,
            isDefault: json["default"]?.bool ?? false,
            stages: maps.compactMap { ZohoField.Option($0) }
        )
    }
}
