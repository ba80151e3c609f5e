// The pages of the application. A page joins by a line here; it is shown when the server says that it answers for it.

import { ForecastPage } from "./page_forecast.js";
import { CompaniesPage } from "./page_companies.js";
import { CruxesPage } from "./page_cruxes.js";
import { FirstYearPage } from "./page_firstyear.js";
import { TechTreePage } from "./page_techtree.js";

/** Name in the address, words in the menu, the address on the server that it needs, what makes it. */
export const PAGES = [
  { name: "forecast", words: "Forecast", needs: "/api/run", make: (bench) => new ForecastPage(bench) },
  { name: "corporations", words: "Three companies", needs: "/api/corporations", make: (bench) => new CompaniesPage(bench) },
  { name: "cruxes", words: "Cruxes", needs: "/api/compare", make: (bench) => new CruxesPage(bench) },
  { name: "firstyear", words: "First year", needs: "/api/run", make: (bench) => new FirstYearPage(bench) },
  { name: "techtree", words: "Tech tree", needs: "/api/techtree", make: (bench) => new TechTreePage(bench) },
];
