extension ZohoOrganisationState {
    func organisation() -> ZohoAnswer {
        let licence: SandboxJSON = [
            "paid_expiry": nil, "users_license_purchased": .integer(options.users), "trial_type": nil,
            "trial_expiry": nil, "paid": .bool(options.edition != "free"), "paid_type": .string(options.edition),
            "portal_users_license_purchased": 0,
        ]
        let organisation: SandboxJSON = [
            "id": "4150868000000020005", "zgid": .string(options.organisationID), "company_name": "Sandbox Ltd",
            "type": .string(options.type), "currency": .string(options.currency), "iso_code": .string(options.currency),
            "currency_symbol": "$", "currency_locale": "en_US", "time_zone": "America/New_York",
            "mc_status": .bool(!options.additionalCurrencies.isEmpty), "privacy_settings": false,
            "license_details": licence,
        ]
        return ZohoAnswer(200, ["org": [organisation]])
    }

    func currencies(at moment: SandboxTime) -> ZohoAnswer {
        let codes = [options.currency] + options.additionalCurrencies
        let time = moment.iso(offsetMinutes: 0)
        let format: SandboxJSON = [
            "numeral_system": "International", "decimal_separator": "Period", "thousand_separator": "Comma",
            "decimal_places": "2",
        ]
        let list: [SandboxJSON] = codes.enumerated().map { index, code in
            let members: [SandboxJSON.Member] = [
                .init("prefix_symbol", true),
                .init("format", format),
                .init("exchange_rate", "1"), .init("is_active", true), .init("iso_code", .string(code)),
                .init("symbol", .string(code)), .init("name", .string(code)), .init("is_base", .bool(index == 0)),
                .init("id", .string("48811390000004\(10_000 + index)")), .init("created_by", user),
                .init("modified_by", user), .init("modified_time", .string(time)), .init("created_time", .string(time)),
            ]
            return .object(members)
        }
        return ZohoAnswer(200, ["currencies": .array(list)])
    }

    mutating func settings(_ call: ZohoCall, at moment: SandboxTime) throws(ZohoRefusedCall) -> ZohoAnswer {
        let rest = Array(call.rest.dropFirst())
        switch (call.method, rest.first, rest.count) {
        case ("GET", "fields", 1): return try fieldList(call)
        case ("POST", "fields", 1): return try makeFields(call)
        case ("GET", "layouts", 1): return try layouts(call)
        case ("GET", "pipeline", 1): return try pipelines(call)
        case ("DELETE", "recycle_bin", 2): return empty(rest[1])
        default: throw .badURL
        }
    }

    private func module(_ call: ZohoCall) throws(ZohoRefusedCall) -> ZohoModuleType {
        guard let name = call.query["module"] else { throw .missing(parameter: "module") }
        guard let module = ZohoModuleType(name: name) else { throw .badModule }
        return module
    }

    private func fieldList(_ call: ZohoCall) throws(ZohoRefusedCall) -> ZohoAnswer {
        let list = fields[try module(call)] ?? []
        return ZohoAnswer(200, ["fields": .array(list.map { $0.json(stages: stages) })])
    }

    private func layouts(_ call: ZohoCall) throws(ZohoRefusedCall) -> ZohoAnswer {
        let module = try module(call)
        let members: [SandboxJSON.Member] = [
            .init("has_more_profiles", false), .init("created_time", .null), .init("visible", true),
            .init("created_for", .null), .init("profiles", .null), .init("source", "crm"),
            .init("sections", .array([])),
            .init("display_label", "Standard"), .init("show_business_card", true),
            .init(
                "actions_allowed",
                [
                    "edit": true, "rename": true, "clone": true, "downgrade": false, "delete": false,
                    "deactivate": false, "set_layout_permissions": true,
                ]
            ),
            .init("modified_time", .null), .init("api_name", "Standard"), .init("name", "Standard"),
            .init("modified_by", .null), .init("generated_type", "system"), .init("id", .string(layoutID(module))),
            .init("status", "active"),
        ]
        return ZohoAnswer(200, ["layouts": [.object(members)]])
    }

    private func layoutID(_ module: ZohoModuleType) -> String { "\(module.id.prefix(15))9\(module.id.suffix(3))" }

    private func pipelines(_ call: ZohoCall) throws(ZohoRefusedCall) -> ZohoAnswer {
        guard let layout = call.query["layout_id"] else { throw .missing(parameter: "layout_id") }
        guard layout == layoutID(.deals) else { throw .invalid("layout_id") }
        guard !options.pipelines.isEmpty else {
            throw ZohoRefusedCall(status: 400, code: "FEATURE_NOT_SUPPORTED", message: "pipeline is not enabled")
        }
        let list: [SandboxJSON] = options.pipelines.enumerated().map { number, pipeline in
            let maps: [SandboxJSON] = pipeline.stages.enumerated().map { index, stage in
                [
                    "display_value": .string(stage.name), "sequence_number": .integer(index + 1),
                    "forecast_category": [
                        "name": stage.forecast == "Open" ? "Pipeline" : "Closed", "id": "4881139000000006001",
                    ],
                    "actual_value": .string(stage.name), "id": .string("48811390000005\(10_000 + index)"),
                    "forecast_type": .string(stage.forecast),
                ]
            }
            return [
                "display_value": .string(pipeline.name), "default": .bool(pipeline.isDefault), "maps": .array(maps),
                "actual_value": .string(pipeline.name), "id": .string("48811390000006\(10_000 + number)"),
            ]
        }
        return ZohoAnswer(200, ["pipeline": .array(list)])
    }

    /// Makes fields, whose API names come of their labels: all of them or none.
    private mutating func makeFields(_ call: ZohoCall) throws(ZohoRefusedCall) -> ZohoAnswer {
        let module = try module(call)
        guard let wanted = call.json?["fields"]?.arrayValue, !wanted.isEmpty, wanted.count <= 5 else {
            throw .invalid("fields", [.init("maximum_length", 5)])
        }
        var made: [ZohoFieldDefinition] = []
        for (index, json) in wanted.enumerated() {
            let path = "$.fields[\(index)]"
            func problem(_ code: String, _ name: String, _ details: [SandboxJSON.Member] = []) -> ZohoAnswer {
                let members: [SandboxJSON.Member] = [
                    .init("api_name", .string(name)), .init("json_path", .string("\(path).\(name)")),
                ]
                let words = ["DUPLICATE_DATA": "duplicate data", "MANDATORY_NOT_FOUND": "required field not found"]
                let item: SandboxJSON = [
                    "code": .string(code), "details": .object(members + details),
                    "message": .string(words[code] ?? "invalid data"), "status": "error",
                ]
                return ZohoAnswer(400, ["fields": [item]])
            }
            guard let label = json["field_label"]?.stringValue, !label.isEmpty else {
                return problem("MANDATORY_NOT_FOUND", "field_label")
            }
            guard let type = json["data_type"]?.stringValue else { return problem("MANDATORY_NOT_FOUND", "data_type") }
            guard label.count <= 25 else {
                return problem("INVALID_DATA", "field_label", [.init("maximum_length", 25)])
            }
            let isTaken = (fields[module] ?? []).contains { $0.label.lowercased() == label.lowercased() }
            guard !isTaken, !made.contains(where: { $0.label.lowercased() == label.lowercased() }) else {
                return problem("DUPLICATE_DATA", "field_label")
            }
            var field = ZohoFieldDefinition(
                String(label.map { $0.isLetter || $0.isNumber ? $0 : "_" }),
                type,
                length: json["length"]?.intValue ?? (type == "textarea" ? 2_000 : 255)
            )
            field.label = label
            field.isCustom = true
            field.id = newID()
            if let unique = json["unique"] { field.isUnique = unique.boolValue ?? true }
            made.append(field)
        }
        for field in made {
            fields[module, default: []].append(field)
            if field.isUnique { tables[module]?.addIndex(field.apiName) }
        }
        let items: [SandboxJSON] = made.map { field in
            [
                "code": "SUCCESS", "details": ["id": .string(field.id)], "message": "field created",
                "status": "success",
            ]
        }
        return ZohoAnswer(201, ["fields": .array(items)])
    }

    private mutating func empty(_ id: String) -> ZohoAnswer {
        for module in ZohoModuleType.all where tables[module]?.destroy(id) == true {
            let item: SandboxJSON = [
                "status": "success", "code": "SUCCESS", "message": "record deleted", "details": ["id": .string(id)],
            ]
            return ZohoAnswer(200, ["recycle_bin": [item]])
        }
        let item: SandboxJSON = [
            "status": "error", "code": "INVALID_DATA", "message": "the id given seems to be invalid",
            "details": ["id": .string(id)],
        ]
        return ZohoAnswer(400, ["recycle_bin": [item]])
    }
}
