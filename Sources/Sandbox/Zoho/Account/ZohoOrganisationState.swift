/// The contents of the simulated organisation: a value, so that every rule can be tried without a server.
struct ZohoOrganisationState: Sendable {
    struct RefusedValue: Sendable {
        let module: ZohoModuleType
        let field: String
        /// Nil refuses every value.
        let value: String?
        let code: String
    }

    let options: ZohoOptions
    var tables: [ZohoModuleType: ZohoTable] = [:]
    var fields: [ZohoModuleType: [ZohoFieldDefinition]] = [:]
    /// Values that a fault makes the organisation refuse.
    var refusedValues: [RefusedValue] = []
    private var lastID: Int64 = 4_150_868_000_000_376_000

    init(options: ZohoOptions) {
        self.options = options
        for module in ZohoModuleType.all {
            tables[module] = ZohoTable(
                indexed: module == .contacts ? ["Email", "Secondary_Email"] : [module.systemDuplicateField]
            )
            fields[module] = ZohoFieldDefinition.standard(module, options: options).map { field in
                var field = field
                field.id = newID()
                return field
            }
        }
    }

    mutating func newID() -> String {
        lastID += 1
        return String(lastID)
    }

    func table(_ module: ZohoModuleType) -> ZohoTable { tables[module] ?? ZohoTable(indexed: []) }

    func field(_ name: String, of module: ZohoModuleType) -> ZohoFieldDefinition? {
        fields[module]?.first { $0.apiName == name }
    }

    var stages: [ZohoSalesPipeline.Stage] {
        var names: Set<String> = []
        return options.pipelines.flatMap(\.stages).filter { names.insert($0.name).inserted }
    }

    var user: SandboxJSON { ["name": "Sync Bot", "id": "4150868000000225013"] }

    /// Answers one call that has passed credentials, scopes and limits.
    mutating func answer(_ call: ZohoCall, at moment: SandboxTime) throws(ZohoRefusedCall) -> ZohoAnswer {
        let rest = call.rest
        switch (call.method, rest.first, rest.count) {
        case ("GET", "org", 1): return organisation()
        case ("GET", "org", 2) where rest[1] == "currencies": return currencies(at: moment)
        case ("POST", "coql", 1): return try query(call)
        case (_, "settings", _): return try settings(call, at: moment)
        default: break
        }
        guard let name = rest.first, let module = ZohoModuleType(name: name) else { throw .badModule }
        switch (call.method, rest.count) {
        case ("GET", 1): return try list(module, call)
        case ("GET", 2) where rest[1] == "search": return try search(module, call)
        case ("GET", 2): return try one(module, rest[1])
        case ("POST", 1): return try write(module, call, .create, at: moment)
        case ("POST", 2) where rest[1] == "upsert": return try write(module, call, .upsert, at: moment)
        case ("PUT", 1): return try write(module, call, .update, at: moment)
        case ("PUT", 2): return try write(module, call, .updateOne(rest[1]), at: moment)
        case ("DELETE", 1): return try remove(module, (call.query["ids"] ?? "").split(separator: ",").map(String.init))
        case ("DELETE", 2): return try remove(module, [rest[1]])
        default: throw .badURL
        }
    }
}
