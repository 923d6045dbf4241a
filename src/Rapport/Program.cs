var builder = WebApplication.CreateBuilder(args);
builder.Services.AddRazorPages(pages => pages.RootDirectory = "/Features");
var app = builder.Build();
app.MapRazorPages();
app.Run();
