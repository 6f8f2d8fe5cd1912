// Renders the OpenAPI document. The site has no fleet behind it: nothing can be tried out here.
SwaggerUIBundle({
  spec: window.openApiDocument,
  dom_id: '#reference',
  deepLinking: true,
  docExpansion: 'list',
  defaultModelsExpandDepth: 0,
  supportedSubmitMethods: [],
  validatorUrl: null,
});
