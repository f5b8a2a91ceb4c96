export { DiagnosisService } from './DiagnosisService';
