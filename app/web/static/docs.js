// The page /docs: draws our OpenAPI document with the vendored Swagger UI. Nothing is asked of another host.
const docs = document.getElementById("docs");
SwaggerUIBundle({ url: docs.dataset.openapi, domNode: docs, validatorUrl: null, deepLinking: true, tryItOutEnabled: false });
