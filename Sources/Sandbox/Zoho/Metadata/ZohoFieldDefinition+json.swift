extension ZohoFieldDefinition {
    /// The field as the metadata shows it, with every member that the description demands.
    func json(stages: [ZohoSalesPipeline.Stage]) -> SandboxJSON {
        let picks = apiName == "Stage" ? stages.map(\.name) : options
        let values: [SandboxJSON] = picks.enumerated().map { index, pick in
            [
                "display_value": .string(pick), "sequence_number": .integer(index + 1),
                "reference_value": .string(pick), "actual_value": .string(pick),
                "id": .string("48811390000000\(10_000 + index)"), "type": "used",
            ]
        }
        let jsonType =
            switch type {
            case "boolean": "boolean"
            case "integer": "integer"
            case "double", "currency", "percent": "double"
            case "lookup": "jsonobject"
            case "subform", "multiselectpicklist": "jsonarray"
            default: "string"
            }
        let free = SandboxJSON.object([])
        let members: [SandboxJSON.Member] = [
            .init("webhook", true), .init("operation_type", operations), .init("colour_code_enabled_by_system", false),
            .init("field_label", .string(label)), .init("type", "used"), .init("field_read_only", .bool(isReadOnly)),
            .init("display_label", .string(label)), .init("read_only", .bool(isReadOnly)),
            .init("association_details", .null), .init("businesscard_supported", true),
            .init("multi_module_lookup", free), .init("id", .string(id)), .init("filterable", true),
            .init("visible", true), .init("profiles", .array([])), .init("view_type", view),
            .init("separator", false), .init("searchable", true), .init("history_tracking_enabled", false),
            .init("external", .null), .init("api_name", .string(apiName)),
            .init("unique", isUnique ? ["case_sensitive": false] : free), .init("enable_colour_code", false),
            .init("pick_list_values", .array(values)), .init("system_mandatory", .bool(isMandatory)),
            .init("virtual_field", false), .init("json_type", .string(jsonType)), .init("range", .null),
            .init("created_source", isCustom ? "custom" : "default"), .init("display_type", -1), .init("ui_type", 1),
            .init("public", false), .init("email_parser", parser), .init("currency", free),
            .init("custom_field", .bool(isCustom)), .init("lookup", lookup), .init("convert_mapping", free),
            .init("rollup_summary", free), .init("length", .integer(length)), .init("display_field", false),
            .init("pick_list_values_sorted_lexically", false), .init("sortable", true),
            .init("data_type", .string(type)), .init("formula", free), .init("mass_update", true),
            .init("multiselectlookup", free), .init("auto_number", free),
        ]
        return .object(members)
    }

    private var operations: SandboxJSON {
        [
            "web_update": true, "api_create": .bool(!isReadOnly), "web_create": true, "api_update": .bool(!isReadOnly),
        ]
    }

    private var view: SandboxJSON {
        ["view": true, "edit": .bool(!isReadOnly), "quick_create": false, "create": .bool(!isReadOnly)]
    }

    private var parser: SandboxJSON { ["fields_update_supported": true, "record_operations_supported": true] }

    private var lookup: SandboxJSON {
        guard let target else { return .object([]) }
        return [
            "display_label": .string(label), "api_name": .string(apiName),
            "module": ["id": .string(target.id), "api_name": .string(target.name), "crypt": false],
            "id": .string(id),
        ]
    }
}
