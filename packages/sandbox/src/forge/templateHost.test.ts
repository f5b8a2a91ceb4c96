import { TemplateHostProcessor } from './templateHost';

describe('TemplateHostProcessor', () => {
  const processor = new TemplateHostProcessor('localhost:7207');
  const template = (options: object) => ({
    apiVersion: 'scaffolder.backstage.io/v1beta3',
    kind: 'Template',
    metadata: { name: 'data-pipeline' },
    spec: {
      parameters: [
        { properties: { repoUrl: { 'ui:field': 'RepoUrlPicker', 'ui:options': options } } },
      ],
    },
  });

  it("puts the sandbox's own host first where a template lists hosts", async () => {
    expect(await processor.preProcessEntity(template({ allowedHosts: ['github.com'] }))).toEqual(
      template({ allowedHosts: ['localhost:7207', 'github.com'] }),
    );
  });

  it('names it once, however often the template is read', async () => {
    const once = await processor.preProcessEntity(template({ allowedHosts: ['github.com'] }));
    expect(await processor.preProcessEntity(once)).toEqual(once);
  });

  it('leaves a template without a list of hosts, and every other kind, as they are', async () => {
    const free = template({});
    expect(await processor.preProcessEntity(free)).toEqual(free);
    const component = { ...template({ allowedHosts: ['github.com'] }), kind: 'Component' };
    expect(await processor.preProcessEntity(component)).toBe(component);
  });
});
