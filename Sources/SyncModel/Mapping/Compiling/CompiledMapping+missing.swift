extension CompiledMapping {
    /// The fields of ours (`shopify_…`) that the CRM does not have yet, which `setup` makes; each name once.
    ///
    /// A kind of which the CRM has told no field is left out: nothing is known of it.
    package func missingFields(by schemas: [RecordKind: CRMSchema]) -> [String] {
        var missing: [String] = []
        func look(for own: [OwnField], in fields: [String: CRMSchema.FieldType]) {
            guard !fields.isEmpty else { return }
            let known = Set(fields.keys.map { $0.lowercased() })
            for field in own where !known.contains(field.name.lowercased()) && !missing.contains(field.name) {
                missing.append(field.name)
            }
        }
        for kind in kinds {
            guard let schema = schemas[kind] else { continue }
            look(for: ownFields(kind), in: schema.fields)
            if kind == .order, let lines { look(for: lines.ownFields, in: schema.lineFields) }
        }
        return missing
    }
}
