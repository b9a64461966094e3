import Connectors
import SyncModel

// What a destination's connector asks for.
extension ConfigurationReader {
    /// The credentials by key; those that the connector needs and that are missing, empty or not its own are reported.
    ///
    /// A connector that lists none is described by the user and takes any.
    mutating func destinationCredentials(
        _ destination: DocumentNode,
        _ descriptor: ConnectorDescriptor
    ) -> [String: Secret] {
        let node = destination["credentials"]
        let name = destination["name"]?.text ?? ""
        var credentials: [String: Secret] = [:]
        let known = descriptor.credentials.map(\.key)
        if case .mapping(let members)? = node?.value {
            for member in members {
                guard known.isEmpty || known.contains(member.key) else {
                    let nearest = NearestName.of(member.key, among: known).map { "did you mean \"\($0)\"?" }
                    report(
                        member.value,
                        "\(descriptor.title) takes no credentials.\(member.key)",
                        fix: nearest ?? "it takes " + known.joined(separator: ", ")
                    )
                    continue
                }
                guard let text = member.value.text, !text.isEmpty else { continue }
                // Files are named from the configuration's folder; a key that stands here itself is none.
                let isFile = member.key.hasSuffix("_file") && !text.hasPrefix("-----")
                credentials[member.key] = Secret(isFile ? path(of: text) : text)
            }
        }
        for credential in descriptor.credentials where credential.isRequired && credentials[credential.key] == nil {
            let isEmpty = node?[credential.key] != nil
            report(
                node?[credential.key] ?? node ?? destination,
                "destination \"\(name)\" has \(isEmpty ? "an empty" : "no") \(credential.key)",
                fix: "credentials: { \(credential.key): \"${\(descriptor.variable(of: credential.key))}\" }"
            )
        }
        return credentials
    }

    /// The objects by key; choices of another connector are reported.
    mutating func chosenObjects(_ node: DocumentNode?, _ descriptor: ConnectorDescriptor) -> [String: String] {
        guard let node else { return [:] }
        var objects: [String: String] = [:]
        for choice in ConnectorRegistry.objectChoices {
            guard let value = node[choice.key], let text = value.text, choice.choices.contains(text) else { continue }
            let own = descriptor.objects.first { $0.key == choice.key }?.choices ?? []
            if own.contains(text) {
                objects[choice.key] = text
            } else {
                report(
                    value,
                    "\(descriptor.title) has no objects.\(choice.key): \(text)",
                    fix: own.isEmpty ? "leave it out" : "one of " + own.joined(separator: ", ")
                )
            }
        }
        return objects
    }

    /// The account of orders without a customer's: by id or by name, for a CRM that may need one.
    mutating func orderAccount(_ node: DocumentNode?, _ descriptor: ConnectorDescriptor?) -> FallbackAccount? {
        guard let node, let descriptor else { return nil }
        guard descriptor.takesOrderAccount else {
            report(node, "\(descriptor.title) takes no order_account", fix: "leave it out")
            return nil
        }
        let names = ["id", "name"].compactMap { key in
            node[key]?.text.flatMap { $0.isEmpty ? nil : (key: key, text: $0) }
        }
        guard let chosen = names.first, names.count == 1 else {
            report(
                node,
                "order_account must have either id or name",
                fix: "order_account: { name: \"Shopify guests\" }"
            )
            return nil
        }
        return chosen.key == "id" ? .id(chosen.text) : .name(chosen.text)
    }
}

extension ConnectorDescriptor {
    /// The environment variable that examples use for a credential, such as `HUBSPOT_TOKEN`.
    func variable(of key: String) -> String {
        let stem = key.hasPrefix("access_") ? String(key.dropFirst("access_".count)) : key
        return "\(type)_\(stem)".uppercased()
    }
}

extension ConnectorRegistry {
    /// Every key that any connector takes under `credentials:`.
    static var credentialKeys: [String] {
        descriptors.flatMap(\.credentials).map(\.key).reduce(into: []) { keys, key in
            if !keys.contains(key) { keys.append(key) }
        }
    }

    /// Every key under `objects:`, with what any connector takes there.
    static var objectChoices: [ConnectorDescriptor.ObjectChoice] {
        descriptors.flatMap(\.objects).reduce(into: []) { all, choice in
            guard let index = all.firstIndex(where: { $0.key == choice.key }) else { return all.append(choice) }
            all[index].choices += choice.choices.filter { !all[index].choices.contains($0) }
        }
    }
}
