extension AdminSchema {
    /// Webhook subscriptions and bulk operations.
    static let services = """
        type WebhookSubscription implements LegacyInteroperability & Node {
          apiVersion: ApiVersion!
          callbackUrl: URL! @deprecated
          createdAt: DateTime!
          endpoint: WebhookSubscriptionEndpoint! @deprecated
          filter: String
          format: WebhookSubscriptionFormat!
          id: ID!
          includeFields: [String!]!
          legacyResourceId: UnsignedInt64!
          metafieldNamespaces: [String!]!
          metafields: [WebhookSubscriptionMetafieldIdentifier!]!
          name: String
          topic: WebhookSubscriptionTopic!
          updatedAt: DateTime!
          uri: String!
        }
        type WebhookSubscriptionConnection {
          edges: [WebhookSubscriptionEdge!]!
          nodes: [WebhookSubscription!]!
          pageInfo: PageInfo!
        }
        type WebhookSubscriptionEdge {
          cursor: String!
          node: WebhookSubscription!
        }
        enum WebhookSubscriptionFormat {
          JSON XML
        }
        enum WebhookSubscriptionSortKeys {
          CREATED_AT ID
        }
        enum WebhookSubscriptionTopic {
          APP_UNINSTALLED APP_SCOPES_UPDATE CUSTOMER_GROUPS_CREATE CUSTOMER_GROUPS_DELETE
          CUSTOMER_GROUPS_UPDATE CUSTOMERS_CREATE CUSTOMERS_DELETE CUSTOMERS_DISABLE CUSTOMERS_ENABLE
          CUSTOMERS_UPDATE CUSTOMERS_PURCHASING_SUMMARY CUSTOMERS_MARKETING_CONSENT_UPDATE
          CUSTOMERS_WHATS_APP_MARKETING_CONSENT_UPDATE CUSTOMER_TAGS_ADDED CUSTOMER_TAGS_REMOVED
          CUSTOMERS_EMAIL_MARKETING_CONSENT_UPDATE FULFILLMENTS_CREATE FULFILLMENTS_UPDATE
          ORDER_TRANSACTIONS_CREATE ORDERS_CANCELLED ORDERS_CREATE ORDERS_DELETE ORDERS_EDITED
          ORDERS_FULFILLED ORDERS_PAID ORDERS_PARTIALLY_FULFILLED ORDERS_UPDATED ORDERS_LINK_REQUESTED
          PRODUCTS_CREATE PRODUCTS_DELETE PRODUCTS_UPDATE REFUNDS_CREATE SHOP_UPDATE RETURNS_CANCEL
          RETURNS_CLOSE RETURNS_REOPEN RETURNS_REQUEST RETURNS_APPROVE RETURNS_UPDATE RETURNS_PROCESS
          RETURNS_DECLINE BULK_OPERATIONS_FINISH ORDERS_RISK_ASSESSMENT_CHANGED
          ORDERS_SHOPIFY_PROTECT_ELIGIBILITY_CHANGED COMPANIES_CREATE COMPANIES_UPDATE COMPANIES_DELETE
          COMPANY_CONTACTS_CREATE COMPANY_CONTACTS_UPDATE COMPANY_CONTACTS_DELETE CUSTOMERS_MERGE
          CUSTOMER_ACCOUNT_SETTINGS_UPDATE CUSTOMER_JOINED_SEGMENT CUSTOMER_LEFT_SEGMENT
        }
        union WebhookSubscriptionEndpoint = WebhookEventBridgeEndpoint | WebhookHttpEndpoint | WebhookPubSubEndpoint
        type WebhookHttpEndpoint {
          callbackUrl: URL!
        }
        type WebhookEventBridgeEndpoint {
          arn: ARN!
        }
        type WebhookPubSubEndpoint {
          pubSubProject: String!
          pubSubTopic: String!
        }
        type WebhookSubscriptionMetafieldIdentifier {
          key: String!
          namespace: String!
        }
        input WebhookSubscriptionInput {
          format: WebhookSubscriptionFormat
          includeFields: [String!]
          filter: String
          metafieldNamespaces: [String!]
          metafields: [HasMetafieldsMetafieldIdentifierInput!]
          name: String
          callbackUrl: URL @deprecated
          uri: String
        }
        input HasMetafieldsMetafieldIdentifierInput {
          namespace: String
          key: String!
        }
        type WebhookSubscriptionCreatePayload {
          userErrors: [UserError!]!
          webhookSubscription: WebhookSubscription
        }
        type WebhookSubscriptionUpdatePayload {
          userErrors: [UserError!]!
          webhookSubscription: WebhookSubscription
        }
        type WebhookSubscriptionDeletePayload {
          deletedWebhookSubscriptionId: ID
          userErrors: [UserError!]!
        }
        type BulkOperation implements Node {
          completedAt: DateTime
          createdAt: DateTime!
          errorCode: BulkOperationErrorCode
          fileSize: UnsignedInt64
          id: ID!
          objectCount: UnsignedInt64!
          partialDataUrl: URL
          query: String!
          rootObjectCount: UnsignedInt64!
          status: BulkOperationStatus!
          type: BulkOperationType!
          url: URL
        }
        type BulkOperationConnection {
          edges: [BulkOperationEdge!]!
          nodes: [BulkOperation!]!
          pageInfo: PageInfo!
        }
        type BulkOperationEdge {
          cursor: String!
          node: BulkOperation!
        }
        enum BulkOperationErrorCode {
          ACCESS_DENIED INTERNAL_SERVER_ERROR TIMEOUT
        }
        enum BulkOperationStatus {
          CANCELED CANCELING COMPLETED CREATED EXPIRED FAILED RUNNING
        }
        enum BulkOperationType {
          QUERY MUTATION
        }
        enum BulkOperationsSortKeys {
          COMPLETED_AT CREATED_AT
        }
        type BulkOperationRunQueryPayload {
          bulkOperation: BulkOperation
          userErrors: [BulkOperationUserError!]!
        }
        type BulkOperationCancelPayload {
          bulkOperation: BulkOperation
          userErrors: [UserError!]!
        }
        type BulkOperationUserError implements DisplayableError {
          code: BulkOperationUserErrorCode
          field: [String!]
          message: String!
        }
        enum BulkOperationUserErrorCode {
          OPERATION_IN_PROGRESS INVALID LIMIT_REACHED
        }
        """
}
