import FoundationEssentials
import SyncModel

/// Turns mapped fields into what this org takes for them, as its describe says.
///
/// Pure. Fields that an org may lack are left out; values are cut to length; state and country go by code where the org
/// uses codes, else by name.
struct SalesforceFields: Sendable {
    /// Fields as they are sent.
    struct Fitted: Sendable {
        var values: [String: SalesforceValue] = [:]
        var warnings: [WriteWarning] = []
        /// Names that the org has no field for, or none that the user may see: the API does not tell which.
        var unknown: [String] = []
        /// A currency that the org does not have.
        var unknownCurrency: String?
    }

    let describe: SalesforceDescribe
    private let byName: [String: SalesforceDescribe.Field]

    init(_ describe: SalesforceDescribe) {
        self.describe = describe
        byName = Dictionary(describe.fields.map { ($0.name, $0) }) { first, _ in first }
    }

    /// Fields that an org may lack without harm.
    static let optional: Set<String> = {
        var names: Set<String> = ["CurrencyIsoCode", "HasOptedOutOfEmail", "PersonHasOptedOutOfEmail"]
        for prefix in ["Mailing", "PersonMailing", "Billing", "Shipping", "Other", "PersonOther"] {
            names.formUnion(["\(prefix)StateCode", "\(prefix)CountryCode", "\(prefix)State", "\(prefix)Country"])
        }
        return names
    }()

    func fit(_ fields: [MappedField]) -> Fitted {
        var fitted = Fitted()
        for field in fields {
            guard let known = byName[field.name] else {
                if !Self.optional.contains(field.name) { fitted.unknown.append(field.name) }
                continue
            }
            guard known.isWritable, !isNameOfCode(field.name) else {
                if !known.isWritable { fitted.unknown.append(field.name) }
                continue
            }
            let (value, warning) = Self.value(field.value, known)
            if let warning { fitted.warnings.append(warning) }
            if let value { fitted.values[field.name] = value }
        }
        if let currency = fitted.values["CurrencyIsoCode"]?.plain, let known = byName["CurrencyIsoCode"],
            let choices = known.picklistValues, !choices.isEmpty, !choices.contains(where: { $0.value == currency })
        {
            fitted.unknownCurrency = currency
        }
        dropUnknownPlaces(&fitted)
        return fitted
    }

    /// Whether an address goes by codes here, so that its state and country are not written by name.
    private func isNameOfCode(_ name: String) -> Bool {
        (name.hasSuffix("State") || name.hasSuffix("Country")) && byName[name + "Code"] != nil
    }

    /// States and countries that the org does not list are left out rather than failing the person.
    private func dropUnknownPlaces(_ fitted: inout Fitted) {
        for name in fitted.values.keys.sorted() where name.hasSuffix("CountryCode") {
            guard let code = fitted.values[name]?.plain, let known = byName[name], !known.has(code) else { continue }
            fitted.values[name] = nil
            let state = name.replacing("CountryCode", with: "StateCode")
            fitted.values[state] = nil
            fitted.warnings.append(.leftOut(name, because: "the org does not list the country \(code)"))
        }
        for name in fitted.values.keys.sorted() where name.hasSuffix("StateCode") {
            guard let code = fitted.values[name]?.plain, let known = byName[name] else { continue }
            let countryName = name.replacing("StateCode", with: "CountryCode")
            let country = fitted.values[countryName]?.plain
            guard !known.has(code, within: country, of: byName[countryName]) else { continue }
            // The state of the former country, which the org may hold, would keep it from taking the new one.
            fitted.values[name] = country == nil ? nil : .null
            let place = country.map { " of \($0)" } ?? ""
            fitted.warnings.append(.leftOut(name, because: "the org does not list the state \(code)\(place)"))
        }
    }

    /// A value in the form of its field; `nil` where it must be left out.
    static func value(
        _ value: MappedValue,
        _ field: SalesforceDescribe.Field
    ) -> (value: SalesforceValue?, warning: WriteWarning?) {
        switch (value, field.type) {
        case (.clear, "boolean"): return (false, nil)
        case (.clear, _): return (.null, nil)
        case (.integer(let number), "double"), (.integer(let number), "currency"), (.integer(let number), "int"),
            (.integer(let number), "percent"):
            return (.number(Decimal(number)), nil)
        case (.decimal(let number), "double"), (.decimal(let number), "currency"), (.decimal(let number), "int"),
            (.decimal(let number), "percent"):
            return (.number(number), nil)
        case (.text(let text), "double"), (.text(let text), "currency"), (.text(let text), "int"),
            (.text(let text), "percent"):
            return (DecimalText.exact(text).map(SalesforceValue.number) ?? .text(text), nil)
        case (.boolean(let flag), "boolean"): return (.boolean(flag), nil)
        case (.text(let text), "boolean") where ["true", "false"].contains(text.lowercased()):
            return (.boolean(text.lowercased() == "true"), nil)
        case (.instant(let time), "date"): return (.text(time.day), nil)
        case (.instant(let time), "datetime"): return (.text(time.utcSeconds), nil)
        case (.day(let day), "datetime"): return (.text("\(day)T00:00:00Z"), nil)
        default: return text(value.text, field)
        }
    }

    private static func text(
        _ text: String,
        _ field: SalesforceDescribe.Field
    ) -> (value: SalesforceValue?, warning: WriteWarning?) {
        let trimmed = SalesforceText.trimmed(text)
        guard !trimmed.isEmpty else { return (.null, nil) }
        let sized = ["string", "textarea", "phone", "url", "encryptedstring", "combobox", "picklist"]
        guard let length = field.length, length > 0, trimmed.utf16.count > length else { return (.text(trimmed), nil) }
        // Half an address is somebody else's.
        if field.type == "email" {
            return (nil, .leftOut(field.name, because: "Salesforce takes addresses of \(length) characters at most"))
        }
        guard sized.contains(field.type) else { return (.text(trimmed), nil) }
        return (
            .text(cut(trimmed, to: length)), "\(field.name) was cut to \(length) characters, the most that it holds"
        )
    }

    private static func cut(_ text: String, to length: Int) -> String {
        var result = ""
        var used = 0
        for character in text {
            used += character.utf16.count
            guard used <= length else { break }
            result.append(character)
        }
        return result
    }
}

extension SalesforceDescribe.Field {
    /// Whether a choice is listed; true for a field without a list.
    func has(_ code: String) -> Bool {
        guard let picklistValues, !picklistValues.isEmpty else { return true }
        return picklistValues.contains { $0.value == code && $0.active != false }
    }

    /// The same for a choice that depends on another field's.
    func has(_ code: String, within controlling: String?, of controller: SalesforceDescribe.Field?) -> Bool {
        guard let picklistValues, !picklistValues.isEmpty else { return true }
        let position = controller?.picklistValues?.firstIndex { $0.value == controlling }
        return picklistValues.contains { choice in
            guard choice.value == code, choice.active != false else { return false }
            guard let position, let text = choice.validFor, let bits = Data(base64Encoded: text) else { return true }
            guard position / 8 < bits.count else { return false }
            return bits[bits.startIndex + position / 8] & (0x80 >> UInt8(position % 8)) != 0
        }
    }
}
