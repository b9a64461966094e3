extension ZohoOrganisationState {
    /// A value as the field takes it.
    func checkedValue(_ value: SandboxJSON, _ field: ZohoFieldDefinition) throws(ZohoProblem) -> SandboxJSON {
        switch field.type {
        case "boolean":
            guard value.boolValue != nil else { throw .expected("boolean", field.apiName) }
        case "integer", "bigint":
            guard case .number(let text) = value, Int64(text) != nil else { throw .expected("integer", field.apiName) }
        case "double", "currency", "percent":
            guard case .number(let text) = value else { throw .expected("double", field.apiName) }
            return .number(Self.rounded(text))
        case "date":
            guard let text = value.stringValue, Self.isDay(text) else { throw .expected("date", field.apiName) }
        case "datetime":
            guard let text = value.stringValue, Self.isTime(text) else { throw .expected("datetime", field.apiName) }
        case "lookup":
            return try pointed(value, field)
        case "multiselectpicklist":
            guard value.arrayValue != nil else { throw .expected("jsonarray", field.apiName) }
        default:
            guard let text = value.stringValue else { throw .expected(field.type, field.apiName) }
            guard text.utf16.count <= field.length || field.length == 0 else {
                throw .invalid(field.apiName, [.init("maximum_length", .integer(field.length))])
            }
            if field.type == "email", !Self.isAddress(text) { throw .expected("email", field.apiName) }
            if field.apiName == "Currency", !field.options.contains(text) { throw .invalid("Currency") }
        }
        return value
    }

    /// A lookup, with the name of the record that it points at.
    private func pointed(_ value: SandboxJSON, _ field: ZohoFieldDefinition) throws(ZohoProblem) -> SandboxJSON {
        guard case .object = value else { throw .expected("jsonobject", field.apiName) }
        guard let target = field.target, let id = value["id"]?.stringValue, let found = table(target).records[id]
        else { throw .invalid(field.apiName) }
        let name = found[target == .contacts ? "Last_Name" : target.systemDuplicateField] ?? ""
        return ["name": .string(name), "id": .string(id)]
    }

    /// The rows of a subform: those with an id change or go, those without are added.
    mutating func rows(_ value: SandboxJSON, _ present: SandboxJSON?) throws(ZohoProblem) -> SandboxJSON {
        let name = "Ordered_Items"
        guard let changes = value.arrayValue else { throw .expected("jsonarray", name) }
        var rows = present?.arrayValue ?? []
        for change in changes {
            if let id = change["id"]?.stringValue {
                guard let place = rows.firstIndex(where: { $0["id"]?.stringValue == id }) else { throw .invalid(name) }
                if change["_delete"] != nil {
                    rows.remove(at: place)
                } else {
                    rows[place] = .object(Self.merged(rows[place].members ?? [], change.members ?? []))
                }
                continue
            }
            guard let product = change["Product_Name"]?["id"]?.stringValue,
                let found = table(.products).records[product]
            else { throw .invalid("Product_Name") }
            guard change["Quantity"]?.doubleValue != nil else { throw .missing("Quantity") }
            let named: SandboxJSON = [
                "name": .string(found["Product_Name"] ?? ""), "id": .string(product),
                "Product_Code": .text(found["Product_Code"]),
            ]
            rows.append(
                .object(
                    Self.merged(change.members ?? [], [.init("Product_Name", named), .init("id", .string(newID()))])
                )
            )
        }
        guard !rows.isEmpty else { throw .missing(name) }
        return .array(rows)
    }

    private static func merged(
        _ members: [SandboxJSON.Member],
        _ changes: [SandboxJSON.Member]
    ) -> [SandboxJSON.Member] {
        members.filter { member in !changes.contains { $0.name == member.name } } + changes
    }

    /// Price by quantity less discount, over all rows.
    static func total(_ rows: SandboxJSON?) -> SandboxJSON {
        let sum = (rows?.arrayValue ?? []).reduce(0.0) { sum, row in
            sum + (row["Quantity"]?.doubleValue ?? 0) * (row["List_Price"]?.doubleValue ?? 0)
                - (row["Discount"]?.doubleValue ?? 0)
        }
        return .number(String((sum * 100).rounded() / 100))
    }

    /// Two decimals, as amounts are kept.
    private static func rounded(_ text: String) -> String {
        guard let point = text.firstIndex(of: "."), text[point...].count > 3, let value = Double(text) else {
            return text
        }
        return String((value * 100).rounded() / 100)
    }

    private static func isDay(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.count) == [4, 2, 2], let month = Int(parts[1]), let day = Int(parts[2]) else { return false }
        return Int(parts[0]) != nil && (1...12).contains(month) && (1...31).contains(day)
    }

    /// Seconds and a numeric offset: neither `Z` nor a fraction, which older versions refuse.
    private static func isTime(_ text: String) -> Bool {
        let bytes = Array(text)
        guard bytes.count == 25, isDay(String(bytes[0..<10])), bytes[10] == "T" else { return false }
        let clock = String(bytes[11..<19]).split(separator: ":").compactMap { Int($0) }
        let offset = String(bytes[20...]).split(separator: ":").compactMap { Int($0) }
        return clock.count == 3 && offset.count == 2 && (bytes[19] == "+" || bytes[19] == "-")
    }

    private static func isAddress(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        return parts.count == 2 && !parts[0].isEmpty && parts[1].contains(".") && !text.contains(" ")
            && !parts[1].hasSuffix(".")
    }
}
