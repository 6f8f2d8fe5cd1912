// Renders the OpenAPI document. Requests that a reader tries out are those of the browser that has signed in.
SwaggerUIBundle({
  url: new URL('api/openapi.json', document.baseURI).href,
  dom_id: '#reference',
  deepLinking: true,
  docExpansion: 'list',
  defaultModelsExpandDepth: 0,
  validatorUrl: null,
  requestInterceptor: request => {
    request.headers['X-Codefleet-Request'] = '1';
    return request;
  },
});
