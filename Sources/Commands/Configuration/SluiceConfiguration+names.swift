import SyncModel

// What a person names on the command line.
extension SluiceConfiguration {
    /// - Throws: `CommandFailure` with the nearest name, or all there are.
    func store(named name: String) throws -> StoreSettings {
        guard let settings = stores.first(where: { $0.name.rawValue == name }) else {
            throw unknown("store", name, among: stores.map(\.name.rawValue))
        }
        return settings
    }

    /// - Throws: `CommandFailure` with the nearest name, or all there are.
    @discardableResult
    func destination(named name: String) throws -> DestinationSettings {
        guard let settings = destinations.first(where: { $0.name.rawValue == name }) else {
            throw unknown("destination", name, among: destinations.map(\.name.rawValue))
        }
        return settings
    }

    private func unknown(_ what: String, _ name: String, among names: [String]) -> CommandFailure {
        let nearest = NearestName.of(name, among: names).map { "Did you mean \"\($0)\"?" }
        let known = names.isEmpty ? "\(file) has none." : "Known: " + names.joined(separator: ", ") + "."
        return .usage("There is no \(what) \"\(name)\". \(nearest ?? known)")
    }
}
