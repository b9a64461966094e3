/// Which scopes open which calls.
package enum HubSpotScope {
    /// Everything that the simulated account knows.
    package static let all: Set<String> = {
        var result: Set<String> = [
            "oauth", "e-commerce", "crm.objects.owners.read", "communication_preferences.read_write",
            "crm.pipelines.orders.read", "crm.pipelines.orders.write",
        ]
        for type in HubSpotObjectType.all {
            result.formUnion(["crm.objects.\(type.name).read", "crm.objects.\(type.name).write"])
        }
        for type in [HubSpotObjectType.contacts, .deals, .orders] {
            result.formUnion(["crm.schemas.\(type.name).read", "crm.schemas.\(type.name).write"])
        }
        return result
    }()

    /// Scopes of which one is enough for the call; an empty list needs none.
    static func required(for call: HubSpotCall) -> [String] {
        let segments = call.segments
        guard segments.count >= 2 else { return [] }
        switch (segments[0], segments[1]) {
        case ("crm", "objects"): return objects(call)
        case ("crm", "properties"): return schema(call, readToo: call.method == "GET" || segments.last == "read")
        case ("crm", "pipelines"): return pipelines(call)
        case ("crm", "associations"): return associations(call)
        case ("crm", "owners"): return ["crm.objects.owners.read"]
        case ("communication-preferences", _):
            return ["communication_preferences.read_write"]
                + (call.method == "GET" ? ["communication_preferences.read"] : ["communication_preferences.write"])
        default: return []
        }
    }

    private static func type(_ call: HubSpotCall, at index: Int) -> HubSpotObjectType? {
        call.segments.count > index ? HubSpotObjectType(path: call.segments[index]) : nil
    }

    private static func objects(_ call: HubSpotCall) -> [String] {
        guard let type = type(call, at: 3) else { return [] }
        let last = call.segments.last
        let isRead = call.method == "GET" || last == "search" || last == "read"
        return object(type, isRead ? "read" : "write")
    }

    private static func object(_ type: HubSpotObjectType, _ action: String) -> [String] {
        ["crm.objects.\(type.name).\(action)"] + (type == .lineItems ? ["e-commerce"] : [])
    }

    private static func schema(_ call: HubSpotCall, readToo: Bool) -> [String] {
        guard let type = type(call, at: 3) else { return [] }
        guard type != .lineItems else { return readToo ? object(type, "read") + object(type, "write") : ["e-commerce"] }
        guard readToo else { return ["crm.schemas.\(type.name).write"] }
        return ["crm.schemas.\(type.name).read", "crm.schemas.\(type.name).write"] + object(type, "read")
            + object(type, "write")
    }

    private static func pipelines(_ call: HubSpotCall) -> [String] {
        guard let type = type(call, at: 3) else { return [] }
        if call.method == "GET" {
            return schema(call, readToo: true) + (type == .orders ? ["crm.pipelines.orders.read"] : [])
        }
        return schema(call, readToo: false) + (type == .orders ? ["crm.pipelines.orders.write"] : [])
    }

    private static func associations(_ call: HubSpotCall) -> [String] {
        let action = call.segments.last == "read" ? "read" : "write"
        return [type(call, at: 3), type(call, at: 4)].compactMap(\.self).flatMap { object($0, action) }
    }
}
