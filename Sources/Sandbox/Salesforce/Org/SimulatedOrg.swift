/// The contents of the simulated org: a value, so that every rule can be tried without a server.
package struct SimulatedOrg: Sendable {
    var options: SalesforceOptions
    var tables: [String: OrgTable] = [:]
    var jobs: [String: OrgJob] = [:]
    /// Further pages of queries, by their locator.
    var cursors: [String: (object: String, rows: [SandboxJSON])] = [:]
    /// Custom fields that the user's permission sets show, as `Contact.Shopify_Customer_Id__c`.
    var shown: Set<String> = []
    /// Refusals that a test has switched on for records.
    var refusals: [OrgRefusal] = []
    /// Refusals that a test has switched on for deletions.
    var deletionRefusals: [OrgRefusal] = []
    private var lastID: Int64 = 1

    /// Makes records of an object fail.
    struct OrgRefusal: Sendable {
        var object: String
        /// Only records with this value in the field; nil for all.
        var field: String?
        var value: String?
        var problem: OrgProblem
        /// How many records are still to be refused; nil until cleared.
        var remaining: Int?
    }

    package init(options: SalesforceOptions = SalesforceOptions()) {
        self.options = options
        for object in OrgStandardFields.prefixes.keys
        where object != "Order" && object != "OrderItem" || options.hasOrders {
            tables[object] = OrgTable(object, OrgStandardFields.fields(object, options))
        }
        seed()
    }

    private mutating func seed() {
        for (place, stage) in options.stages.enumerated() {
            insert(
                "OpportunityStage",
                [
                    "MasterLabel": .string(stage.name), "ApiName": .string(stage.name), "IsActive": true,
                    "IsClosed": .bool(stage.isClosed), "IsWon": .bool(stage.isWon), "SortOrder": .integer(place + 1),
                ]
            )
        }
        insert("Pricebook2", ["Name": "Standard Price Book", "IsStandard": true])
        tables["User"]?.put(OrgRecord(id: options.userID, values: ["Name": "Shopify sync"]))
        if options.hasPersonAccounts {
            insert(
                "RecordType",
                ["Name": "Person Account", "SobjectType": "Account", "IsPersonType": true, "IsActive": true]
            )
        }
    }

    /// Puts a record there without any check.
    @discardableResult
    mutating func insert(_ object: String, _ values: [String: SandboxJSON]) -> String {
        let id = newID(object)
        tables[object]?.put(OrgRecord(id: id, values: values))
        return id
    }

    mutating func newID(_ object: String) -> String {
        lastID += 1
        return Self.id(OrgStandardFields.prefixes[object] ?? "750", lastID)
    }

    /// An id of 18 characters: prefix, number in base 62, and what makes case needless.
    static func id(_ prefix: String, _ number: Int64) -> String {
        let digits = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
        var text = ""
        var rest = number
        for _ in 0..<12 {
            text = String(digits[Int(rest % 62)]) + text
            rest /= 62
        }
        return long(prefix + text) ?? prefix + text
    }

    /// The 18 characters of an id of 15 or 18; nil for what is none.
    static func long(_ id: String) -> String? {
        let isPlain = id.utf8.allSatisfy { byte in
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
                || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
        }
        guard isPlain else { return nil }
        if id.utf8.count == 18 { return id }
        guard id.utf8.count == 15 else { return nil }
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ012345")
        let bytes = Array(id.utf8)
        let suffix = [0, 5, 10].map { start in
            var bits = 0
            for place in 0..<5 where (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(bytes[start + place]) {
                bits += 1 << place
            }
            return letters[bits]
        }
        return id + String(suffix)
    }

    /// The object of that name that the user may see.
    func table(_ name: String) throws(OrgProblem) -> OrgTable {
        guard let table = tables[name] else { throw .noType(name) }
        return table
    }

    /// The field that the user may see; a hidden one is as good as missing.
    func field(_ name: String, of table: OrgTable) -> OrgField? {
        guard let field = table.field(name) else { return nil }
        guard field.isCustom else { return field }
        // A person account shows its contact's fields under names of their own.
        let isOfContact = table.name == "Account" && field.name.hasSuffix("__pc")
        let shownAs = isOfContact ? "Contact.\(field.name.dropLast("__pc".count))__c" : "\(table.name).\(field.name)"
        return shown.contains(shownAs) ? field : nil
    }

    private func recordTypes(of name: String) -> [SandboxJSON] {
        let types = tables["RecordType"]?.records.values.filter { $0.text("SobjectType") == name } ?? []
        return types.map { type in
            [
                "recordTypeId": .string(type.id), "name": .text(type.text("Name")),
                "available": .bool(options.mayMakePersons), "master": false,
            ]
        }
    }

    func describe(_ name: String) throws(OrgProblem) -> SandboxJSON {
        guard let table = tables[name] else { throw .noSuchPath }
        let fields = table.order.compactMap { self.field($0, of: table) }
        return [
            "name": .string(name), "label": .string(name), "createable": true, "updateable": true, "deletable": true,
            "queryable": true, "custom": false, "keyPrefix": .text(OrgStandardFields.prefixes[name]),
            "fields": .array(fields.map(\.json)), "recordTypeInfos": .array(recordTypes(of: name)),
            "childRelationships": [],
        ]
    }
}
