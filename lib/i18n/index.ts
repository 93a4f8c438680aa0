export { useTranslations } from 'use-intl';
export {
  formatCompact,
  formatDate,
  formatFullDate,
  formatMonth,
  formatNumber,
  formatPercent,
  formatRowDate,
  formatShortMonth,
  formatSize,
  formatYear,
} from './format';
export { LOCALE_NAMES, LOCALES, type Locale } from './locale';
export { I18nProvider, useLocaleChoice } from './provider';
