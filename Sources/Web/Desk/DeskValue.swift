import Foundation

extension DeskAnswer {
    /// The parts of the report that a page shows.
    ///
    /// - Returns: the value as it stands in the JSON.
    /// - Throws: `DeskFailure` where the report is not what the page expects.
    func value<Value: Decodable>(_ type: Value.Type) throws(DeskFailure) -> Value {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        do {
            return try decoder.decode(type, from: Data(json.utf8))
        } catch {
            throw DeskFailure(.unavailable, "The answer could not be read. The server's log has more.")
        }
    }
}
